using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Templates;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class ConfigTemplateTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private Guid project;
    private ConfigUser config = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        project = (await ada.ProjectAsync()).Id;
        config = ConfigUser.Of(ada, project);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_difference_is_shown_first_then_made_and_what_is_generated_is_a_secret_that_nobody_sees()
    {
        var before = await config.ApplyTemplateAsync(new { template = "node", dryRun = true });
        before.Added.ShouldBe(["LOG_LEVEL", "NODE_ENV", "SESSION_SECRET", "TZ"]);
        before.Items.Single(item => item.Key == "SESSION_SECRET").ShouldBe(new ConfigDiffItem("SESSION_SECRET", ConfigDiffKind.Added, true, null, null));
        (await config.GetAsync()).Version.ShouldBe(0);

        (await config.ApplyTemplateAsync(new { template = "node", values = new { LOG_LEVEL = "debug" } })).Version.ShouldBe(1);
        var made = await config.GetAsync();
        made.Variables.Select(each => (each.Key, each.Value)).ShouldBe([("LOG_LEVEL", "debug"), ("NODE_ENV", "production"), ("TZ", "UTC")]);
        made.Secrets.ShouldHaveSingleItem().Description.ShouldBe("Signs session cookies.");
        (await config.RevealAsync("SESSION_SECRET")).Length.ShouldBe(48);
        (await config.VersionsAsync())[0].Reason.ShouldBe("From the template Node.js, version 1");
    }

    [Fact]
    public async Task What_is_there_stays_and_a_second_time_changes_nothing()
    {
        await config.PutAsync(new { key = "NODE_ENV", value = "test" }, new { key = "OTHER", value = "x" });
        (await config.ApplyTemplateAsync(new { template = "node" })).Changed.ShouldBeEmpty();
        var secret = await config.RevealAsync("SESSION_SECRET");
        var again = await config.ApplyTemplateAsync(new { template = "node" });
        (again.Version, again.Items.Count).ShouldBe((2, 0));
        (await config.RevealAsync("SESSION_SECRET")).ShouldBe(secret);
        (await config.GetAsync()).Variables.ShouldContain(each => each.Key == "NODE_ENV" && each.Value == "test");
        (await config.GetAsync()).Variables.ShouldContain(each => each.Key == "OTHER");
    }

    [Fact]
    public async Task Two_environments_get_two_secrets_and_what_is_shared_is_not_set_again()
    {
        var (shared, development) = (ConfigUser.Shared(ada, project), ConfigUser.Of(ada, project, "development"));
        await shared.SetAsync("NODE_ENV", "test").ShouldBeAsync(HttpStatusCode.NoContent);
        await config.ApplyTemplateAsync(new { template = "node" });
        await development.ApplyTemplateAsync(new { template = "node" });
        (await config.RevealAsync("SESSION_SECRET")).ShouldNotBe(await development.RevealAsync("SESSION_SECRET"));
        (await config.GetAsync()).Variables.ShouldNotContain(each => each.Key == "NODE_ENV");
    }

    [Fact]
    public async Task What_is_missing_or_does_not_fit_or_is_of_no_template_is_refused_with_the_key_named()
    {
        await config.TryApplyTemplateAsync(new { template = "postgresql" }).ShouldNameAsync("values.PGHOST");
        await config.TryApplyTemplateAsync(new { template = "node", values = new { LOG_LEVEL = "informative" } }).ShouldNameAsync("values.LOG_LEVEL");
        await config.TryApplyTemplateAsync(new { template = "node", values = new { PGHOST = "x" } }).ShouldNameAsync("values.PGHOST");
        await config.TryApplyTemplateAsync(new { template = "nothing" }).ShouldNameAsync("template");
        await config.TryApplyTemplateAsync(new { template = "node-http" }).ShouldNameAsync("template");
        await config.TryApplyTemplateAsync(new { template = "node", version = 99 }).ShouldNameAsync("version");
        await config.TryApplyTemplateAsync(new { }).ShouldNameAsync("template");
        (await config.GetAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task An_address_is_made_of_what_was_given_and_the_password_stays_out_of_it()
    {
        var values = new { PGHOST = "db.example.org", PGDATABASE = "shop", PGUSER = "shop", PGPASSWORD = "a-canary-secret" };
        var answer = await config.TryApplyTemplateAsync(new { template = "postgresql", values });
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("canary");
        var made = await config.GetAsync();
        made.Variables.Single(each => each.Key == "DATABASE_URL").Value.ShouldBe("postgres://${PGUSER}:${PGPASSWORD}@${PGHOST}:${PGPORT}/${PGDATABASE}?sslmode=${PGSSLMODE}");
        made.Secrets.Select(each => each.Key).ShouldBe(["PGPASSWORD"]);
        (await config.RevealAsync("PGPASSWORD")).ShouldBe("a-canary-secret");
        var audit = await (await ada.Http.GetAsync($"/api/projects/{project}/audit")).Content.ReadAsStringAsync();
        audit.ShouldNotContain("canary");
    }

    [Fact]
    public async Task An_older_version_of_ones_own_template_can_be_applied_and_another_projects_is_not_there()
    {
        var own = await TemplateAsync(project, new { key = "OLD", @default = "1" });
        await ada.SendAsync<TemplateResponse>(HttpMethod.Put, $"/api/templates/{own.Id}", new { name = "Ours", keys = new[] { new { key = "NEW", @default = "2" } } });
        (await config.ApplyTemplateAsync(new { template = own.Id, version = 1 })).Added.ShouldBe(["OLD"]);
        (await config.ApplyTemplateAsync(new { template = own.Id })).Added.ShouldBe(["NEW"]);

        var elsewhere = ConfigUser.Of(ada, (await ada.ProjectAsync("Elsewhere")).Id);
        await elsewhere.TryApplyTemplateAsync(new { template = own.Id }).ShouldNameAsync("template");
    }

    [Fact]
    public async Task Who_may_not_change_the_configuration_may_not_fill_it_and_the_try_is_written_down()
    {
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(project, bob, "viewer");
        await ConfigUser.Of(bob, project).TryApplyTemplateAsync(new { template = "node", dryRun = true }).ShouldBeAsync(HttpStatusCode.Forbidden);
        (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{project}/audit?action=config.change"))!.Items.ShouldHaveSingleItem().Outcome.ShouldBe(AuditOutcome.Denied);
    }

    [Fact]
    public async Task A_release_that_lacks_a_needed_key_is_refused_with_its_name_until_it_is_set_anywhere_beneath()
    {
        var web = await ada.DeploymentAsync(project, environment: "staging");
        var own = await TemplateAsync(project, new { key = "SHOP_URL", required = true, pattern = "https://.+" }, new { key = "MODE" });
        (await NeedAsync(web, own.Id, "node")).VariableTemplates.ShouldBe([own.Id, "node"]);

        (await TryReleaseAsync(web)).ShouldContain("SHOP_URL: The template Ours needs it, and it is not set. The same goes for NODE_ENV, SESSION_SECRET.");
        await config.ApplyTemplateAsync(new { template = "node" });
        await ConfigUser.Shared(ada, project).SetAsync("SHOP_URL", "").ShouldBeAsync(HttpStatusCode.NoContent);
        (await TryReleaseAsync(web)).ShouldContain("SHOP_URL: The template Ours needs it, and it is empty.");
        await ConfigUser.Shared(ada, project).SetAsync("SHOP_URL", "ftp://shop").ShouldBeAsync(HttpStatusCode.NoContent);
        (await TryReleaseAsync(web)).ShouldContain("SHOP_URL: It does not fit the pattern");
        await ConfigUser.Shared(ada, project).SetAsync("SHOP_URL", "https://shop.example.org").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ada.ReleaseAsync(web.Id)).Number.ShouldBe(1);

        await config.DeleteAsync("SESSION_SECRET").ShouldBeAsync(HttpStatusCode.NoContent);
        (await TryReleaseAsync(web)).ShouldContain("SESSION_SECRET");
        (await NeedAsync(web)).VariableTemplates.ShouldBeEmpty();
        (await ada.ReleaseAsync(web.Id)).Number.ShouldBe(2);
    }

    [Fact]
    public async Task A_template_that_a_deployment_needs_is_not_deleted_and_one_that_is_not_there_is_not_needed()
    {
        var web = await ada.DeploymentAsync(project, environment: "staging");
        var own = await TemplateAsync(project, new { key = "A" });
        var theirs = await TemplateAsync((await ada.ProjectAsync("Elsewhere")).Id, new { key = "A" });
        foreach (var id in (string[])[theirs.Id, "node-http", "nothing", ""])
            await TryNeedAsync(web, id).ShouldNameAsync("variableTemplates");
        await TryNeedAsync(web, "node", "python", "dotnet", "static", "redis", "postgresql").ShouldNameAsync("variableTemplates");

        await NeedAsync(web, own.Id);
        await ada.SendAsync(HttpMethod.Delete, $"/api/templates/{own.Id}").ShouldBeAsync(HttpStatusCode.Conflict);
        await NeedAsync(web);
        await ada.SendAsync(HttpMethod.Delete, $"/api/templates/{own.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private async Task<TemplateResponse> TemplateAsync(Guid of, params object[] keys) =>
        (await ada.SendAsync<TemplateResponse>(HttpMethod.Post, $"/api/projects/{of}/templates", new { name = "Ours", keys }))!;

    private async Task<DeploymentResponse> NeedAsync(DeploymentResponse web, params string[] variableTemplates) =>
        (await ada.SendAsync<DeploymentResponse>(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { variableTemplates }))!;

    private Task<HttpResponseMessage> TryNeedAsync(DeploymentResponse web, params string[] variableTemplates) =>
        ada.SendAsync(HttpMethod.Patch, $"/api/deployments/{web.Id}", new { variableTemplates });

    private async Task<string> TryReleaseAsync(DeploymentResponse web)
    {
        var files = new Dictionary<string, string> { ["index.html"] = "hello" };
        var problem = await ada.PostAsync($"/api/deployments/{web.Id}/releases", new { files }).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        return problem["detail"]!.GetValue<string>();
    }
}
