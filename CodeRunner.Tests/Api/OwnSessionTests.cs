using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

/// <summary>People see their own sessions and end them, and nobody else's.</summary>
public sealed class OwnSessionTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Path = "/api/auth/me/sessions";

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_session_says_when_and_where_and_with_what_it_was_begun_and_which_one_asks()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var answer = await LoggedIn.TryAsync(api, ada.Email, LoggedIn.Password, "Browser/1.0 <b>bold</b>", "203.0.113.7");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        var sessions = await ada.SessionsAsync();

        sessions.Select(session => session.Current).ShouldBe([false, true]);
        (sessions[0].Ip, sessions[0].UserAgent).ShouldBe(("203.0.113.7", "Browser/1.0 <b>bold</b>"));
        sessions[0].EndsAt.ShouldBe(sessions[0].BegunAt.AddDays(30));
        sessions[0].ExpiresAt.ShouldBe(sessions[0].LastUsedAt.AddDays(14));
    }

    [Fact]
    public async Task What_a_client_calls_itself_is_cut()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var loud = await ada.AgainAsync(new string('x', 3000));

        (await loud.SessionAsync()).UserAgent.ShouldBe(new string('x', 300));
    }

    [Fact]
    public void And_never_in_the_middle_of_a_letter() =>
        new Session(Guid.NewGuid(), null, new string('x', 299) + "😀" + new string('y', 9), DateTimeOffset.UtcNow, TimeSpan.FromDays(1)).UserAgent.ShouldBe(new string('x', 299));

    [Fact]
    public async Task Sessions_come_in_pages_and_only_the_callers_own()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var again = await ada.AgainAsync();
        using var eve = await LoggedIn.NewAsync(api);

        var first = (await ada.Http.GetFromJsonAsync<Page<SessionResponse>>($"{Path}?limit=1", Wire.Json))!;
        var second = (await ada.Http.GetFromJsonAsync<Page<SessionResponse>>($"{Path}?limit=1&after={first.Next}", Wire.Json))!;

        first.Items.Concat(second.Items).Select(session => session.Id).ShouldBe((await ada.SessionsAsync()).Select(session => session.Id));
        second.Next.ShouldBeNull();
        (await eve.SessionsAsync()).ShouldHaveSingleItem();
        await ada.Http.GetAsync($"{Path}?after=nonsense").ShouldNameAsync("after");
    }

    [Fact]
    public async Task Ending_a_session_ends_all_that_counts_of_it_and_is_written_down_once()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var other = await ada.AgainAsync();
        var id = (await other.SessionAsync()).Id;

        await ada.EndAsync(id).ShouldBeAsync(HttpStatusCode.NoContent);

        await other.ShouldBeOverAsync("ended");
        await ada.EndAsync(id).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await ada.ShouldLastAsync();
        var entry = (await (await api.OperatorAsync()).PlatformAuditAsync($"actor={ada.Email}&action=session.revoke")).ShouldHaveSingleItem();
        entry.Target.ShouldBe($"session {id}");
        (await ada.Http.GetFromJsonAsync<Page<SignInResponse>>("/api/auth/me/sign-ins", Wire.Json))!.Items[0].Action.ShouldBe("session.revoke");
    }

    [Fact]
    public async Task Ending_the_others_leaves_the_one_that_asks()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var one = await ada.AgainAsync();
        using var two = await ada.AgainAsync();
        using var eve = await LoggedIn.NewAsync(api);

        await ada.Http.DeleteAsync(Path).ShouldBeAsync(HttpStatusCode.NoContent);

        await one.ShouldBeOverAsync("ended");
        await two.ShouldBeOverAsync("ended");
        await ada.ShouldLastAsync();
        await ada.RefreshAsync();
        await eve.ShouldLastAsync();
        (await ada.SessionsAsync()).ShouldHaveSingleItem().Current.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_sessions_that_end_all_others_at_the_same_moment_leave_one_at_most()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var other = await ada.AgainAsync();

        var answers = await Task.WhenAll(ada.Http.DeleteAsync(Path), other.Http.DeleteAsync(Path));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent || answer.StatusCode == HttpStatusCode.Unauthorized);
        using var third = await ada.AgainAsync();
        (await third.SessionsAsync()).Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Somebody_elses_session_is_not_found_and_goes_on()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var eve = await LoggedIn.NewAsync(api);

        var foreign = await eve.EndAsync((await ada.SessionAsync()).Id).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        var absent = await eve.EndAsync(Guid.NewGuid()).ShouldBeProblemAsync(HttpStatusCode.NotFound);

        foreign.ToJsonString().ShouldBe(absent.ToJsonString());
        await ada.ShouldLastAsync();
    }

    [Fact]
    public async Task An_API_token_neither_sees_nor_ends_its_makers_sessions()
    {
        var ada = await api.UserAsync();
        var machine = await api.MachineAsync(ada, (await ada.ProjectAsync()).Id, "maintainer");

        await machine.Http.GetAsync(Path).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await machine.Http.DeleteAsync(Path).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await machine.Http.DeleteAsync($"{Path}/{ada.SessionId}").ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        await ada.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }
}
