using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.Web;

/// <summary>What copy.js puts on the clipboard, where the browser has a Clipboard API and where not: over plain http it has none.</summary>
public sealed class CopyScriptTests
{
    private const string Body = """
        <p id="read">What somebody has selected.</p>
        <button onclick="copyText('first line\nsecond &lt;line&gt;').then(() => this.textContent = 'Copied', () => this.textContent = 'Refused')">Copy</button>
        <textarea aria-label="Paste here"></textarea>
        <script src="/js/copy.js"></script>
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_copied_is_what_is_pasted_and_a_selection_stays(bool secure)
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        var page = script.Page;
        if (secure)
            await script.Window.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        else
            await page.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await script.GoAsync();
        await page.EvaluateAsync("getSelection().selectAllChildren(document.getElementById('read'))");

        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button)).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("getSelection().toString()")).ShouldBe("What somebody has selected.");
        (await page.EvaluateAsync<int>("document.querySelectorAll('body > span').length")).ShouldBe(0);
        await page.GetByLabel("Paste here").FocusAsync();
        await page.Keyboard.PressAsync("Control+V");
        await Expect(page.GetByLabel("Paste here")).ToHaveValueAsync("first line\nsecond <line>");
    }

    [Fact]
    public async Task A_browser_that_lets_no_page_copy_is_told_apart()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        await script.Page.AddInitScriptAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;");
        await script.GoAsync();

        await script.Page.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(script.Page.GetByRole(AriaRole.Button)).ToHaveTextAsync("Refused");
    }
}
