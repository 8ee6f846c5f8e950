using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Templates;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Configuration;
using CodeRunner.Web.Templates;
using Microsoft.AspNetCore.Http;
using MudBlazor;

namespace CodeRunner.Tests.Web;

public sealed class TemplateTests : SignedInContext
{
    private static readonly TemplateResponse Template = new(
        "redis", TemplateKind.Variables, "Redis client", null, "Where a Redis is.", 1,
        [new("REDIS_HOST", true, null, false, null, "The server's name."), new("REDIS_KEY", true, null, true, null, null) { Secret = true, Length = 48 }]);

    private readonly ConfigPlace place = ConfigPlace.Of(Guid.NewGuid(), EnvironmentName.Staging);
    private readonly List<ApplyTemplateRequest> sent = [];
    private Task held = Task.CompletedTask;

    [Fact]
    public async Task What_is_needed_is_named_at_its_field_and_the_difference_is_shown_before_it_is_filled_in()
    {
        Api.OnOther = AnswerAsync;
        var dialog = await ShowAsync<ApplyTemplateDialog>(new DialogParameters<ApplyTemplateDialog> { { shown => shown.Of, place }, { shown => shown.Version, 3 } });
        Dialogs.WaitForAssertion(() => Dialogs.Find("#template"));
        await Dialogs.Find("#template").ChangeAsync("redis");
        Dialogs.WaitForAssertion(() => Dialogs.Find("#value-REDIS_KEY-hint").TextContent.ShouldBe("Generated when left empty: 48 characters, encrypted."));

        Button(Dialogs, "Show the difference").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("#value-REDIS_HOST-error").TextContent.ShouldBe("It is needed."));
        await Dialogs.Find("#value-REDIS_HOST").InputAsync("db");
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Show the difference").HasAttribute("disabled").ShouldBeFalse());
        Button(Dialogs, "Show the difference").Click();
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Fill it").HasAttribute("disabled").ShouldBeFalse());
        Dialogs.Markup.ShouldContain("db</td>");
        Button(Dialogs, "Fill it").Click();

        ((string)(await dialog.Result)!.Data!).ShouldBe("Redis client");
        sent.Select(each => (each.DryRun, each.Values!.Count)).ShouldBe([(true, 0), (true, 1), (false, 1)]);
        sent.ShouldAllBe(each => each.Template == "redis" && each.Version == 1);
    }

    [Fact]
    public async Task A_difference_of_values_that_were_changed_meanwhile_is_not_filled_in()
    {
        Api.OnOther = AnswerAsync;
        await ShowAsync<ApplyTemplateDialog>(new DialogParameters<ApplyTemplateDialog> { { shown => shown.Of, place }, { shown => shown.Version, 3 } });
        Dialogs.WaitForAssertion(() => Dialogs.Find("#template"));
        await Dialogs.Find("#template").ChangeAsync("redis");
        Dialogs.WaitForAssertion(() => Dialogs.Find("#value-REDIS_HOST"));
        await Dialogs.Find("#value-REDIS_HOST").InputAsync("db");
        var late = new TaskCompletionSource();
        held = late.Task;
        Button(Dialogs, "Show the difference").Click();
        await Eventually.BeTrueAsync(() => Task.FromResult(sent.Count == 1), "the difference is asked for"); // nothing is drawn by that, and components wait for what is
        await Dialogs.Find("#value-REDIS_HOST").InputAsync("elsewhere");
        late.SetResult();

        Dialogs.WaitForAssertion(() => Button(Dialogs, "Show the difference").HasAttribute("disabled").ShouldBeFalse());
        Dialogs.Markup.ShouldNotContain("Fill it");
    }

    [Fact]
    public void What_is_saved_of_a_configuration_has_names_and_descriptions_and_no_value()
    {
        var draft = TemplateDraft.Of([new ConfigRow("A", false, "a-readable-value", "The first", true), new ConfigRow("TOKEN", true, null, null, true)]);
        draft.ToRequest().Keys.ShouldBe([new TemplateKey("A", true, null, false, null, "The first"), new TemplateKey("TOKEN", true, null, false, null, null) { Secret = true }]);
    }

    [Fact]
    public void What_does_not_belong_to_a_keys_kind_is_not_sent_and_a_template_goes_through_its_json_unchanged()
    {
        new KeyDraft { Key = " A ", Kind = KeyKind.Generated, Default = "typed before", Length = 24, Alphabet = TemplateAlphabet.Hex }.ToKey()
            .ShouldBe(new TemplateKey("A", true, null, true, null, null) { Secret = true, Length = 24, Alphabet = TemplateAlphabet.Hex });
        var read = TemplateWords.Read(TemplateWords.Json(Template))!;
        (read.Name, read.Description).ShouldBe((Template.Name, Template.Description));
        read.Keys.ShouldBe(Template.Keys);
        TemplateWords.Read("{").ShouldBeNull();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            IReadOnlyList<TemplateResponse> items = context.Request.Path == "/api/templates" ? [Template] : [];
            await Results.Json(new Page<TemplateResponse>(items, null), Wire.Json).ExecuteAsync(context);
            return;
        }
        var request = (await context.Request.ReadFromJsonAsync<ApplyTemplateRequest>(Wire.Json))!;
        sent.Add(request);
        await held;
        var answer = request.Values!.ContainsKey("REDIS_HOST")
            ? Results.Json(
                new ConfigDiff(
                    ["REDIS_HOST", "REDIS_KEY"], [], [], [new("REDIS_HOST", ConfigDiffKind.Added, false, null, "db"), new("REDIS_KEY", ConfigDiffKind.Added, true, null, null)], 3),
                Wire.Json)
            : Results.ValidationProblem(new Dictionary<string, string[]> { ["values.REDIS_HOST"] = ["It is needed."] });
        await answer.ExecuteAsync(context);
    }
}
