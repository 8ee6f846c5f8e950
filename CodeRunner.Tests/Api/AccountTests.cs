using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

/// <summary>Operators see accounts, end their sessions, close them and open them again.</summary>
public sealed class AccountTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/api/system/accounts";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task An_account_is_found_by_a_part_of_its_address_or_name_with_what_it_has()
    {
        var (olga, mark) = (await api.OperatorAsync(), $"{Guid.NewGuid():n}"[..12]);
        var ada = await api.UserAsync($"100%_{mark}");
        var project = await ada.ProjectAsync();
        await ada.TokenAsync(project.Id);
        await api.UserAsync("Another");

        var found = (await ListAsync(olga, $"q={Uri.EscapeDataString($"100%_{mark}".ToUpperInvariant())}")).ShouldHaveSingleItem();

        (found.Email, found.Sessions, found.Tokens, found.Projects, found.ClosedAt, found.Operator).ShouldBe((ada.Email, 1, 1, 1, null, false));
        (await ListAsync(olga, $"q=100x_{mark}")).ShouldBeEmpty();
        (await ListAsync(olga, $"q=%25x{mark}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("email")]
    [InlineData("newest")]
    [InlineData("signin")]
    public async Task Each_order_has_every_account_once_in_pages_of_one(string sort)
    {
        var (olga, mark) = (await api.OperatorAsync(), $"{Guid.NewGuid():n}"[..12]);
        List<(string Name, string Id)> made = [];
        foreach (var name in (string[])["c", "a", "b", "d"])
            made.Add((name, (await api.UserAsync($"{name}.{mark}")).Id.ToString()));
        // Of those made in one millisecond chance says which is the newer.
        var newest = string.Concat(made.OrderByDescending(user => user.Id, StringComparer.Ordinal).Select(user => user.Name));
        await using (var db = api.Db())
        {
            var signedIn = DateTimeOffset.UtcNow;
            await db.Users.Where(user => user.Email.StartsWith("a." + mark) || user.Email.StartsWith("b." + mark)).ExecuteUpdateAsync(set => set.SetProperty(user => user.LastSignInAt, signedIn));
        }

        List<string> walked = [];
        string? after = null;
        do
        {
            var page = (await olga.GetAsync<Page<AccountResponse>>($"{Path}?q={mark}&sort={sort}&limit=1{(after is null ? "" : $"&after={after}")}"))!;
            walked.AddRange(page.Items.Select(account => account.Email[..1]));
            after = page.Next;
        }
        while (after is not null && walked.Count < 10);

        string.Concat(walked).ShouldBe(sort switch { "email" => "abcd", "newest" => newest, _ => string.Concat(newest.OrderBy(name => name > 'b')) });
    }

    [Theory]
    [InlineData("sort=nonsense", "sort")]
    [InlineData("sort=newest&after=YQ", "after")]
    [InlineData("q=%00", "q")]
    [InlineData("limit=0", "limit")]
    public async Task What_is_no_question_is_refused_with_the_field_named(string query, string field) =>
        await (await api.OperatorAsync()).Http.GetAsync($"{Path}?{query}").ShouldNameAsync(field);

    [Fact]
    public async Task An_operator_ends_all_sessions_of_an_account_and_its_API_tokens_go_on()
    {
        var olga = await api.OperatorAsync();
        using var ada = await LoggedIn.NewAsync(api);
        using var other = await ada.AgainAsync();
        var user = await api.SignInAsync(await IdAsync(ada.Email));
        var machine = await api.MachineAsync(user, (await user.ProjectAsync()).Id);

        await olga.SendAsync(HttpMethod.Delete, $"{Path}/{ada.Email}/sessions").ShouldBeAsync(HttpStatusCode.NoContent);

        await ada.ShouldBeOverAsync("operator");
        await other.ShouldBeOverAsync("operator");
        await machine.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        using var again = await ada.AgainAsync();
        await again.ShouldLastAsync();
        var entry = (await olga.PlatformAuditAsync($"actor={olga.Email}&action=account.signout")).ShouldHaveSingleItem();
        (entry.Target, entry.Detail.GetRawText()).ShouldBe(($"user {ada.Email}", """{"sessions":3}"""));
    }

    [Fact]
    public async Task A_closed_account_lets_nobody_in_and_says_so_only_to_who_knows_the_password()
    {
        var olga = await api.OperatorAsync();
        using var ada = await LoggedIn.NewAsync(api);
        await CloseAsync(olga, ada.Email);

        await ada.ShouldBeOverAsync("closed");
        var wrong = await LoggedIn.TryAsync(api, ada.Email, "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        var unknown = await LoggedIn.TryAsync(api, $"nobody.{Guid.NewGuid():n}@example.org", "a wrong password").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        wrong.ToJsonString().ShouldBe(unknown.ToJsonString());
        var right = await LoggedIn.TryAsync(api, ada.Email, LoggedIn.Password).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        right["detail"]!.GetValue<string>().ShouldContain("closed");
        var entries = await olga.PlatformAuditAsync($"actor={ada.Email}&action=session.start");
        entries[^1].Detail.GetRawText().ShouldBe("""{"reason":"closed"}""");

        await olga.PostAsync($"{Path}/{ada.Email}/open").ShouldBeAsync(HttpStatusCode.NoContent);

        using var again = await ada.AgainAsync();
        await again.ShouldLastAsync();
        await ada.ShouldBeOverAsync("closed");
    }

    [Fact]
    public async Task The_API_tokens_and_the_hub_of_a_closed_account_count_from_that_moment_no_more_and_its_apps_are_left_as_they_are()
    {
        var olga = await api.OperatorAsync();
        var ada = await api.UserAsync();
        var deployment = await ada.DeploymentAsync();
        var machine = await api.MachineAsync(ada, deployment.ProjectId);
        await using var hub = await machine.HubAsync();
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        await CloseAsync(olga, ada.Email);

        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await ada.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
        await closed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await using (var db = api.Db())
            (await db.Deployments.SingleAsync(each => each.Id == deployment.Id)).State.ToString().ToLowerInvariant().ShouldBe(deployment.State.ToString().ToLowerInvariant());

        await olga.PostAsync($"{Path}/{ada.Email}/open").ShouldBeAsync(HttpStatusCode.NoContent);
        await machine.Http.GetAsync($"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Closing_and_opening_are_written_down_once_each()
    {
        var olga = await api.OperatorAsync();
        var ada = await api.UserAsync();
        for (var time = 0; time < 2; time++)
            await CloseAsync(olga, ada.Email);
        for (var time = 0; time < 2; time++)
            await olga.PostAsync($"{Path}/{ada.Email}/open").ShouldBeAsync(HttpStatusCode.NoContent);

        (await olga.PlatformAuditAsync($"actor={olga.Email}")).Select(entry => (entry.Action, entry.Target)).ShouldBe([("account.close", $"user {ada.Email}"), ("account.open", $"user {ada.Email}")]);
    }

    [Fact]
    public async Task Nobody_closes_the_own_account()
    {
        var olga = await api.OperatorAsync();

        await olga.PostAsync($"{Path}/{olga.Email.ToUpperInvariant()}/close").ShouldBeProblemAsync(HttpStatusCode.Conflict);

        await olga.Http.GetAsync(Path).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_operators_who_close_each_other_at_the_same_moment_one_is_left()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await api.OperatorAsync(), await api.OperatorAsync());

            await Task.WhenAll(one.PostAsync($"{Path}/{two.Email}/close"), two.PostAsync($"{Path}/{one.Email}/close"));

            var open = await Task.WhenAll(one.Http.GetAsync(Path), two.Http.GetAsync(Path));
            open.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_sign_in_while_the_account_is_closed_leaves_no_session()
    {
        var olga = await api.OperatorAsync();
        var email = await LoggedIn.RegisterAsync(api);
        for (var round = 0; round < 5; round++)
        {
            var signingIn = Enumerable.Range(0, 3).Select(_ => LoggedIn.TryAsync(api, email, LoggedIn.Password)).ToList();
            await CloseAsync(olga, email);

            foreach (var answer in await Task.WhenAll(signingIn))
            {
                if (!answer.IsSuccessStatusCode)
                    continue;
                using var late = new LoggedIn(api, email, (await answer.Content.ReadFromJsonAsync<TokenResponse>(Wire.Json))!);
                await late.ShouldBeOverAsync("closed");
            }
            await olga.PostAsync($"{Path}/{email}/open").ShouldBeAsync(HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task Whoever_is_no_operator_sees_and_changes_nothing()
    {
        var (eve, ada) = (await api.UserAsync("Eve"), await api.UserAsync());

        await eve.Http.GetAsync(Path).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await eve.SendAsync(HttpMethod.Delete, $"{Path}/{ada.Email}/sessions").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await eve.PostAsync($"{Path}/{ada.Email}/close").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await eve.PostAsync($"{Path}/nobody@example.org/close").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await ada.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        await (await api.OperatorAsync()).PostAsync($"{Path}/nobody@example.org/close").ShouldBeProblemAsync(HttpStatusCode.NotFound);
    }

    private static async Task<IReadOnlyList<AccountResponse>> ListAsync(TestUser olga, string query) => (await olga.GetAsync<Page<AccountResponse>>($"{Path}?{query}"))!.Items;

    private static Task CloseAsync(TestUser olga, string email) => olga.PostAsync($"{Path}/{email}/close").ShouldBeAsync(HttpStatusCode.NoContent);

    private async Task<Guid> IdAsync(string email)
    {
        await using var db = api.Db();
        return await db.Users.Where(user => user.Email == email).Select(user => user.Id).SingleAsync();
    }
}
