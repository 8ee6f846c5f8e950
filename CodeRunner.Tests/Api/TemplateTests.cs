using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Templates;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class TemplateTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private Guid project;

    private string Path => $"/api/projects/{project}/templates";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        project = (await ada.ProjectAsync()).Id;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Sets_of_variables_come_with_the_platform()
    {
        var all = (await ada.GetAsync<Page<TemplateResponse>>("/api/templates"))!.Items;
        all.Where(each => each.Kind == TemplateKind.Variables).Select(each => each.Id).ShouldBe(["node", "python", "dotnet", "static", "postgresql", "redis"], ignoreOrder: true);
        all.ShouldContain(each => each.Kind == TemplateKind.Source);
    }

    [Fact]
    public async Task Each_change_makes_a_version_that_can_still_be_read_and_only_the_newest_are_kept()
    {
        var made = await CreateAsync("Shop", new { key = "A", required = true, pattern = "[0-9]+", description = "A number" });
        (made.Version, made.Keys.ShouldHaveSingleItem()).ShouldBe((1, new TemplateKey("A", true, null, false, "[0-9]+", "A number")));
        for (var version = 2; version <= 22; version++)
            (await PutAsync(made.Id, "Shop", new { key = $"A{version}" })).Version.ShouldBe(version);

        var got = (await ada.GetAsync<TemplateResponse>($"/api/templates/{made.Id}"))!;
        (got.Version, got.Keys[0].Key).ShouldBe((22, "A22"));
        (await ada.GetAsync<TemplateResponse>($"/api/templates/{made.Id}?version=3"))!.Keys[0].Key.ShouldBe("A3");
        await ada.Http.GetAsync($"/api/templates/{made.Id}?version=2").ShouldBeAsync(HttpStatusCode.NotFound);
        var versions = (await ada.GetAsync<Page<TemplateVersionResponse>>($"/api/templates/{made.Id}/versions"))!.Items;
        versions.Select(each => each.Version).ShouldBe(Enumerable.Range(3, 20).Reverse());
        versions.ShouldAllBe(each => each.CreatedBy == ada.Email && each.Keys == 1);
        (await ada.GetAsync<Page<TemplateResponse>>(Path))!.Items.ShouldHaveSingleItem().Version.ShouldBe(22);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_meanwhile_is_refused()
    {
        var made = await CreateAsync("Shop", new { key = "A" });
        await PutAsync(made.Id, "Shop", new { key = "B" });
        var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/templates/{made.Id}") { Content = JsonContent.Create(new { name = "Shop", keys = new[] { new { key = "C" } } }) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await ada.Http.SendAsync(stale).ShouldBeAsync(HttpStatusCode.PreconditionFailed);
        (await ada.GetAsync<TemplateResponse>($"/api/templates/{made.Id}"))!.Keys[0].Key.ShouldBe("B");
    }

    [Fact]
    public async Task A_name_is_there_once_and_what_is_wrong_is_named()
    {
        var made = await CreateAsync("Shop", new { key = "A" });
        await CreateAsync("Other", new { key = "A" });
        await TryCreateAsync("Shop", new { key = "A" }).ShouldBeAsync(HttpStatusCode.Conflict);
        await ada.SendAsync(HttpMethod.Put, $"/api/templates/{made.Id}", new { name = "Other", keys = new[] { new { key = "A" } } }).ShouldBeAsync(HttpStatusCode.Conflict);
        await TryCreateAsync("").ShouldNameAsync("keys");
        await TryCreateAsync("", new { key = "A" }).ShouldNameAsync("name");
        await TryCreateAsync("Bad", new { key = "A" }, new { key = "B", pattern = "(" }).ShouldNameAsync("keys[1].pattern");
        await TryCreateAsync("Bad", new { key = "A", secret = true, @default = "hunter22" }).ShouldNameAsync("keys[0].default");
    }

    [Fact]
    public async Task A_project_has_a_bounded_number_of_them()
    {
        for (var number = 0; number < 50; number++)
            await CreateAsync($"T{number}", new { key = "A" });
        await TryCreateAsync("One more", new { key = "A" }).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Every_member_reads_them_and_maintainers_of_all_environments_change_them_which_is_written_down()
    {
        var made = await CreateAsync("Shop", new { key = "A" });
        var (viewer, developer, partly) = (await api.UserAsync("Vic"), await api.UserAsync("Dev"), await api.UserAsync("Part"));
        await ada.MakeMemberAsync(project, viewer, "viewer");
        await ada.MakeMemberAsync(project, developer, "developer");
        await ada.MakeMemberAsync(project, partly, "maintainer", "staging");
        foreach (var user in (TestUser[])[viewer, developer, partly])
        {
            (await user.GetAsync<Page<TemplateResponse>>(Path))!.Items.ShouldHaveSingleItem();
            var body = new { name = "Mine", keys = new[] { new { key = "A" } } };
            await user.PostAsync(Path, body).ShouldBeAsync(HttpStatusCode.Forbidden);
            await user.SendAsync(HttpMethod.Put, $"/api/templates/{made.Id}", body).ShouldBeAsync(HttpStatusCode.Forbidden);
            await user.SendAsync(HttpMethod.Delete, $"/api/templates/{made.Id}").ShouldBeAsync(HttpStatusCode.Forbidden);
        }
        await PutAsync(made.Id, "Shop", new { key = "B" });
        await ada.SendAsync(HttpMethod.Delete, $"/api/templates/{made.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
        await ada.Http.GetAsync($"/api/templates/{made.Id}").ShouldBeAsync(HttpStatusCode.NotFound);

        var audit = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?action=template."))!.Items;
        audit.Where(entry => entry.Outcome == AuditOutcome.Done).Select(entry => entry.Action).ShouldBe(["template.delete", "template.change", "template.create"]);
        audit.Count(entry => entry.Outcome == AuditOutcome.Denied).ShouldBe(9);
        (await ada.GetAsync<AuditVerification>($"/api/projects/{project}/audit/verify"))!.Valid.ShouldBeTrue();
    }

    private async Task<TemplateResponse> CreateAsync(string name, params object[] keys) =>
        (await ada.SendAsync<TemplateResponse>(HttpMethod.Post, Path, new { name, keys }))!;

    private Task<HttpResponseMessage> TryCreateAsync(string name, params object[] keys) => ada.PostAsync(Path, new { name, keys });

    private async Task<TemplateResponse> PutAsync(string id, string name, params object[] keys) =>
        (await ada.SendAsync<TemplateResponse>(HttpMethod.Put, $"/api/templates/{id}", new { name, keys }))!;
}
