using System.Collections.Concurrent;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Configuration;
using Microsoft.AspNetCore.Http;
using MudBlazor;

namespace CodeRunner.Tests.Web;

/// <summary>What is imported is what was shown, as what it was said to be.</summary>
public sealed class ImportDialogTests : SignedInContext
{
    private const string Text = "DB_PASSWORD='correct horse'\nREDIS_URL=redis://me:pw@db";
    private static readonly string[] Both = ["DB_PASSWORD", "REDIS_URL"];
    private readonly ConfigPlace place = ConfigPlace.Of(Guid.NewGuid(), EnvironmentName.Staging);
    private readonly ConcurrentQueue<Asked> asked = new();
    private Task held = Task.CompletedTask;
    private IDialogReference dialog = null!;

    [Fact]
    public async Task An_import_shows_what_is_secret_and_sends_what_was_ticked()
    {
        await PreviewAsync();
        Tick("REDIS_URL").HasAttribute("checked").ShouldBeFalse();
        Dialogs.Markup.ShouldContain("redis://me:pw@db</td>");

        await Tick("REDIS_URL").ChangeAsync(true);
        Dialogs.WaitForAssertion(() => Dialogs.Markup.ShouldNotContain("redis://me:pw@db</td>"));
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Import").HasAttribute("disabled").ShouldBeFalse());
        Button(Dialogs, "Import").Click();

        (await dialog.Result)!.Canceled.ShouldBeFalse();
        asked.ShouldBe([new(true, Text, null), new(true, Text, "DB_PASSWORD,REDIS_URL"), new(false, Text, "DB_PASSWORD,REDIS_URL")]);
    }

    [Fact]
    public async Task Enter_in_the_reason_imports_with_the_secrets_that_were_ticked()
    {
        await PreviewAsync();
        await Tick("REDIS_URL").ChangeAsync(true);
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Import").HasAttribute("disabled").ShouldBeFalse());
        await Dialogs.Find("#import-reason").InputAsync("Moved here");

        Dialogs.Find("form").Submit();

        (await dialog.Result)!.Canceled.ShouldBeFalse();
        asked.Last().ShouldBe(new Asked(false, Text, "DB_PASSWORD,REDIS_URL"));
    }

    [Theory]
    [InlineData("#import-text")]
    [InlineData("input[type=checkbox]")]
    public async Task What_comes_late_of_another_text_is_not_what_is_imported(string edited)
    {
        var first = new TaskCompletionSource();
        held = first.Task;
        await OpenAsync();
        Button(Dialogs, "Show the difference").Click();
        await Eventually.BeTrueAsync(() => Task.FromResult(asked.Count == 1), "the difference is asked for"); // nothing is drawn by that, and components wait for what is

        if (edited == "#import-text")
            await Dialogs.Find(edited).InputAsync("OTHER=1");
        else
            await Dialogs.Find(edited).ChangeAsync(true);
        first.SetResult();

        // The question has ended, and still there is only a difference to ask for.
        Dialogs.WaitForAssertion(() => Button(Dialogs, "Show the difference").HasAttribute("disabled").ShouldBeFalse());
        Dialogs.Markup.ShouldNotContain("This would change");
    }

    [Fact]
    public async Task A_text_that_is_too_long_says_so_and_is_not_sent()
    {
        await OpenAsync();
        await Dialogs.Find("#import-text").InputAsync("A=" + new string('x', ConfigBounds.MostText));

        Dialogs.Find("#import-text-error").TextContent.ShouldStartWith("At most 512 KiB");
        Button(Dialogs, "Show the difference").HasAttribute("disabled").ShouldBeTrue();
        Dialogs.Find("form").Submit();
        asked.ShouldBeEmpty();
    }

    private async Task OpenAsync()
    {
        Api.OnOther = AnswerAsync;
        dialog = await ShowAsync<ImportDialog>(new DialogParameters<ImportDialog> { { shown => shown.Of, place }, { shown => shown.Version, 3 } });
        await Dialogs.Find("#import-text").InputAsync(Text);
    }

    private async Task PreviewAsync()
    {
        await OpenAsync();
        Button(Dialogs, "Show the difference").Click();
        Dialogs.WaitForAssertion(() => Tick("DB_PASSWORD").HasAttribute("checked").ShouldBeTrue());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var named = context.Request.HasJsonContentType() ? await context.Request.ReadFromJsonAsync<ImportDotEnvRequest>(Wire.Json) : null;
        var text = named?.Dotenv ?? await new StreamReader(context.Request.Body).ReadToEndAsync();
        asked.Enqueue(new Asked(context.Request.Query["dryRun"] == "true", text, named is null ? null : string.Join(',', named.Secrets)));
        await held;
        IReadOnlyList<string> secrets = named?.Secrets ?? ["DB_PASSWORD"];
        ConfigDiffItem Item(string key, string value) => new(key, ConfigDiffKind.Added, secrets.Contains(key), null, secrets.Contains(key) ? null : value);
        await AnswerAsync(context, new ConfigDiff(Both, [], [], [Item("DB_PASSWORD", "correct horse"), Item("REDIS_URL", "redis://me:pw@db")], 3));
    }

    private AngleSharp.Dom.IElement Tick(string key) => Dialogs.Find($"[aria-label='{key} is a secret']");

    private sealed record Asked(bool DryRun, string Text, string? Secrets);
}
