using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Configuration;
using Microsoft.AspNetCore.Http;
using MudBlazor;

namespace CodeRunner.Tests.Web;

public sealed class ConfigurationTests : SignedInContext
{
    private static readonly ConfigRights All = new(See: true, Write: true, Reveal: true, Apply: true);

    private readonly ConfigPlace place = ConfigPlace.Of(Guid.NewGuid(), EnvironmentName.Staging);

    [Fact]
    public async Task A_key_that_is_there_is_not_added_but_edited_and_a_secret_stays_one()
    {
        SetVariableRequest? sent = null;
        Api.OnOther = async context =>
        {
            sent = await context.Request.ReadFromJsonAsync<SetVariableRequest>(Wire.Json);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        };
        IReadOnlyList<ConfigRow> rows = [new ConfigRow("TOKEN", Secret: true, null, "Of the shop", Masked: true)];
        var dialog = await ShowAsync<VariableDialog>(new DialogParameters<VariableDialog> { { shown => shown.Of, place }, { shown => shown.Rows, rows } });

        Dialogs.Find("#variable-key").Input("TOKEN");
        Dialogs.Find("#variable-value").Input("a-new-value");
        Dialogs.Find("#variable-key-error").TextContent.ShouldBe("TOKEN is there already.");
        Button(Dialogs, "Save").HasAttribute("disabled").ShouldBeTrue();

        Button(Dialogs, "Edit TOKEN instead").Click();
        Dialogs.Find("input[type=checkbox]").HasAttribute("disabled").ShouldBeTrue();
        Dialogs.Find("#variable-reason").Input("It leaked");
        Button(Dialogs, "Save").Click();

        ((string)(await dialog.Result)!.Data!).ShouldBe("TOKEN");
        sent.ShouldBe(new SetVariableRequest("a-new-value", Encrypted: true, "Of the shop", "It leaked"));
        Api.Last($"{place.Path}/variables/TOKEN").Headers["X-Forwarded-For"].ShouldBe("203.0.113.7", "a circuit's requests are its person's");
    }

    [Fact]
    public async Task An_import_shows_what_is_secret_and_sends_what_was_ticked()
    {
        var queries = new List<string>();
        Api.OnOther = context =>
        {
            queries.Add(context.Request.QueryString.Value!);
            var secrets = context.Request.Query["secrets"].ToString().Split(',');
            var marked = context.Request.Query.ContainsKey("secrets") ? secrets : ["DB_PASSWORD"];
            ConfigDiffItem Item(string key, string value) => new(key, ConfigDiffKind.Added, marked.Contains(key), null, marked.Contains(key) ? null : value);
            return Results.Json(new ConfigDiff(["DB_PASSWORD", "REDIS_URL"], [], [], [Item("DB_PASSWORD", "correct horse"), Item("REDIS_URL", "redis://me:pw@db")], 3), Wire.Json).ExecuteAsync(context);
        };
        var dialog = await ShowAsync<ImportDialog>(new DialogParameters<ImportDialog> { { shown => shown.Of, place }, { shown => shown.Version, 3 } });
        Dialogs.Find("#import-text").Input("DB_PASSWORD='correct horse'\nREDIS_URL=redis://me:pw@db");
        Button(Dialogs, "Show the difference").Click();
        Dialogs.WaitForAssertion(() => Tick("DB_PASSWORD").HasAttribute("checked").ShouldBeTrue());
        Tick("REDIS_URL").HasAttribute("checked").ShouldBeFalse();
        Dialogs.Markup.ShouldContain("redis://me:pw@db</td>");

        Tick("REDIS_URL").Change(true);
        Dialogs.WaitForAssertion(() => Dialogs.Markup.ShouldNotContain("redis://me:pw@db</td>"));
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Import").HasAttribute("disabled").ShouldBeFalse());
        Button(Dialogs, "Import").Click();

        (await dialog.Result)!.Canceled.ShouldBeFalse();
        queries.ShouldBe(["?dryRun=true&replace=false", "?dryRun=true&replace=false&secrets=DB_PASSWORD%2CREDIS_URL", "?dryRun=false&replace=false&secrets=DB_PASSWORD%2CREDIS_URL"]);
    }

    [Fact]
    public void A_secret_that_was_revealed_is_hidden_when_the_configuration_changes()
    {
        Api.OnOther = context => Results.Json(new RevealedValue("the-first-value"), Wire.Json).ExecuteAsync(context);
        var cell = Render<SecretCell>(parameters => parameters.Add(cell => cell.Of, place).Add(cell => cell.Key, "TOKEN").Add(cell => cell.MayReveal, true).Add(cell => cell.Version, 1));
        cell.Find("button").Click();
        cell.WaitForAssertion(() => cell.Find("code").TextContent.ShouldBe("the-first-value"));
        cell.Render(parameters => parameters.Add(cell => cell.Version, 1));
        cell.Find("code").TextContent.ShouldBe("the-first-value");

        cell.Render(parameters => parameters.Add(cell => cell.Version, 2));

        cell.FindAll("code").ShouldBeEmpty();
        cell.Find("[aria-label=hidden]");
    }

    [Fact]
    public async Task What_is_stale_stays_said_in_an_outage_and_is_restarted_by_who_may_only()
    {
        var shop = DraftTests.Deployment() with { Name = "Shop", Environment = EnvironmentName.Staging, Configuration = new RunningConfiguration(1, 2, Stale: true) };
        Api.OnOther = context => Results.Json(new Page<DeploymentResponse>([shop], null), Wire.Json).ExecuteAsync(context);
        var notice = Render<StaleNotice>(parameters => parameters.Add(notice => notice.Of, place).Add(notice => notice.MayApply, false));
        notice.WaitForAssertion(() => notice.Markup.ShouldContain("Shop runs with an older configuration."));
        notice.FindAll("button").ShouldBeEmpty();

        Api.OnOther = context => Results.StatusCode(500).ExecuteAsync(context);
        await notice.InvokeAsync(notice.Instance.LoadAsync);
        notice.Markup.ShouldContain("Shop runs with an older configuration.");

        shop = shop with { Configuration = new RunningConfiguration(1, 2, Stale: false, Coming: 7) };
        Api.OnOther = context => Results.Json(new Page<DeploymentResponse>([shop], null), Wire.Json).ExecuteAsync(context);
        await notice.InvokeAsync(notice.Instance.LoadAsync);
        notice.Render(parameters => parameters.Add(notice => notice.MayApply, true));
        notice.Markup.ShouldContain("Shop restarts with the configuration of now.");
        notice.Markup.ShouldContain("Release 7 is on its way.");
        notice.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void Environments_side_by_side_say_what_is_missing_where_nothing_is_shared()
    {
        static ConfigResponse Config(params (string Key, string? Value)[] all) => new(
            1, [.. all.Where(each => each.Value is not null).Select(each => new ConfigVariable(each.Key, each.Value, null))],
            [.. all.Where(each => each.Value is null).Select(each => new ConfigSecret(each.Key, null, true))], null, null, All);
        var comparison = ConfigComparison.Of(
            new Dictionary<EnvironmentName, ConfigResponse>
            {
                [EnvironmentName.Staging] = Config(("A", "1"), ("SAME", "x"), ("TOKEN", null), ("MODE", "own")),
                [EnvironmentName.Production] = Config(("SAME", "x"), ("TOKEN", null)),
            },
            Config(("MODE", "shared"), ("BASE", "b")));

        comparison.Environments.ShouldBe([EnvironmentName.Staging, EnvironmentName.Production]);
        comparison.Rows.Select(row => (row.Key, row.Differs)).ShouldBe([("A", true), ("BASE", false), ("MODE", true), ("SAME", false), ("TOKEN", false)]);
        comparison.Rows[0].Missing.ShouldBe([EnvironmentName.Production]);
        comparison.Rows[2].Cells[EnvironmentName.Production].ShouldBe(new ConfigComparison.Cell(new ConfigRow("MODE", false, "shared", null, true), Shared: true));
    }

    private AngleSharp.Dom.IElement Tick(string key) => Dialogs.Find($"[aria-label='{key} is a secret']");
}
