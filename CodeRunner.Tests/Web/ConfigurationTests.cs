using System.Text.Json;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
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

        await Dialogs.Find("#variable-key").InputAsync("TOKEN");
        await Dialogs.Find("#variable-value").InputAsync("a-new-value");
        Dialogs.Find("#variable-key-error").TextContent.ShouldBe("TOKEN is there already.");
        Button(Dialogs, "Save").HasAttribute("disabled").ShouldBeTrue();

        Button(Dialogs, "Edit TOKEN instead").Click();
        Dialogs.Find("input[type=checkbox]").HasAttribute("disabled").ShouldBeTrue();
        await Dialogs.Find("#variable-reason").InputAsync("It leaked");
        Button(Dialogs, "Save").Click();

        ((string)(await dialog.Result)!.Data!).ShouldBe("TOKEN");
        sent.ShouldBe(new SetVariableRequest("a-new-value", Encrypted: true, "Of the shop", "It leaked"));
        Api.Last($"{place.Path}/variables/TOKEN").Headers["X-Forwarded-For"].ShouldBe("203.0.113.7", "a circuit's requests are its person's");
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
        // The page takes it over from the one that was drawn first.
        var taken = JsonSerializer.Deserialize<ConfigComparison>(JsonSerializer.Serialize(comparison, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;
        taken.Rows[2].Cells[EnvironmentName.Production].ShouldBe(comparison.Rows[2].Cells[EnvironmentName.Production]);
    }
}
