using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.Web;

/// <summary>What typed.js keeps of what was typed when a page is loaded anew, for whom, and what it tells a circuit that is back.</summary>
public sealed class TypedScriptTests
{
    private const string Body = """
        <button id="stop" onclick="globalThis.stopped = true">Stop</button>
        <label for="name">Name</label><input id="name">
        <input id="password" type="password" aria-label="Password"><input id="code" autocomplete="one-time-code" aria-label="Code"><textarea id="dotenv" data-secret aria-label=".env"></textarea>
        <label><input id="box" type="checkbox"> Box</label><label><input id="first" name="choice" type="radio" checked> First</label><label><input id="second" name="choice" type="radio"> Second</label><input id="value" data-secret-if="box" aria-label="Value">
        <div id="place"></div>
        <div id="components-reconnect-modal"><a href="/elsewhere">Reload</a></div>
        <div id="page-is-back" class="reconnect" data-person="ada" hidden><div class="reconnect-card card">
          <p class="when-back">It is back.</p><p class="when-secret">Secrets are not.</p><p class="when-lost">Some is lost. <button type="button" class="btn small" data-copy>Copy it</button></p>
        </div></div>
        <script>
          globalThis.told = [];
          addEventListener("change", (event) => event.isTrusted || told.push(event.target.id));
        </script>
        <script src="/js/copy.js"></script>
        <script src="/js/typed.js"></script>
        """;

    [Fact]
    public async Task Secrets_are_not_stored_and_the_rest_is_put_back_once()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        var page = script.Page;
        var stored = new ConcurrentQueue<string>();
        await page.ExposeFunctionAsync("stored", (string value) => stored.Enqueue(value));
        await page.AddInitScriptAsync("const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) { stored(value); set.call(this, key, value); };");
        await script.GoAsync();
        await page.FillAsync("#name", "kept");
        await page.ClickAsync("#box");
        foreach (var field in new[] { "#password", "#code", "#dotenv", "#value" })
            await page.FillAsync(field, "canary");

        await BecomeAsync(page, "rejected");

        await Expect(page.Locator(".when-back")).ToBeVisibleAsync();
        await Expect(page.Locator(".when-secret")).ToBeVisibleAsync();
        await Expect(page.Locator(".when-lost")).ToBeHiddenAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync("kept");
        await Expect(page.Locator("#password")).ToHaveValueAsync("");
        stored.ShouldHaveSingleItem().ShouldNotContain("canary");
        (await page.EvaluateAsync<int>("sessionStorage.length")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_reloads_by_hand_keeps_it_too()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        await script.GoAsync("?here");
        await script.Page.FillAsync("#name", "kept");

        await script.Page.GetByRole(AriaRole.Link, new() { Name = "Reload" }).ClickAsync();

        await Expect(script.Page.Locator(".when-back")).ToBeVisibleAsync();
        await Expect(script.Page.Locator("#name")).ToHaveValueAsync("kept");
        script.Page.Url.ShouldEndWith("/?here");
    }

    [Fact]
    public async Task A_page_that_loads_again_is_not_told_to_once_more()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        await script.GoAsync();
        var loads = 0;
        script.Page.Request += (_, request) => loads += request.IsNavigationRequest ? 1 : 0;
        await script.Page.FillAsync("#name", "kept");

        await script.Page.EvaluateAsync("(loadAgain(), loadAgain(), setTimeout(loadAgain), null)");

        await Expect(script.Page.Locator(".when-back")).ToBeVisibleAsync();
        await Expect(script.Page.Locator("#name")).ToHaveValueAsync("kept");
        loads.ShouldBe(1);
    }

    [Fact]
    public async Task No_button_is_pressed_but_one_that_opens_a_dialog_and_what_has_no_place_can_be_copied()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        var page = script.Page;
        await script.Window.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await script.GoAsync();
        await page.ClickAsync("#stop");
        await page.EvaluateAsync("document.getElementById('place').innerHTML = '<div role=dialog><input id=why></div>'");
        await page.FillAsync("#why", "because");
        await page.Clock.InstallAsync();

        await BecomeAsync(page, "rejected");
        await page.WaitForFunctionAsync("() => globalThis.told && !globalThis.stopped && document.readyState === 'complete'");
        await page.Clock.RunForAsync(25_000);

        await Expect(page.Locator(".when-lost")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy it" }).ClickAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe("because");
        (await page.EvaluateAsync<bool>("globalThis.stopped === true")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_chosen_just_before_the_page_noticed_that_the_connection_was_away_is_told()
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        await script.GoAsync();
        await script.Page.ClickAsync("#second");

        await BecomeAsync(script.Page, "show");
        await BecomeAsync(script.Page, "hide");

        await script.Page.WaitForFunctionAsync("told.length > 0");
        (await script.Page.EvaluateAsync<string[]>("told")).ShouldBe(["second"]);
    }

    [Theory]
    [InlineData("ada", "/", 0, "kept", false)]
    [InlineData("eve", "/", 0, "", false)]
    [InlineData("eve", "/?another", 0, "", false)]
    [InlineData("ada", "/?another", 0, "", true)]
    [InlineData("ada", "/", 61, "", false)]
    [InlineData("ada", "/?another", 61, "", false)]
    public async Task It_waits_for_its_page_and_person_for_an_hour(string person, string place, int minutes, string value, bool waits)
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        var page = script.Page;
        await script.GoAsync();
        await page.EvaluateAsync(
            """([person, page, minutes]) => sessionStorage.setItem("typed", JSON.stringify({ person, page, at: Date.now() - minutes * 60_000, opener: null, fields: [{ name: "#name", index: 0, value: "kept" }] }))""",
            new object[] { person, place, minutes });

        await page.ReloadAsync();

        await Expect(page.Locator("#name")).ToHaveValueAsync(value);
        (await page.EvaluateAsync<int>("sessionStorage.length")).ShouldBe(waits ? 1 : 0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task A_box_is_told_when_its_ticks_without_a_connection_changed_it(int ticks, int times)
    {
        await using var script = await ScriptPage.OpenAsync(Body);
        var page = script.Page;
        await script.GoAsync();
        await page.ClickAsync("#box");
        await BecomeAsync(page, "show");
        for (var tick = 0; tick < ticks; tick++)
            await page.ClickAsync("#box");

        await BecomeAsync(page, "hide");

        (await page.EvaluateAsync<int>("told.filter((id) => id === 'box').length")).ShouldBe(times);
    }

    /// <summary>As Blazor says what became of the connection.</summary>
    private static Task BecomeAsync(IPage page, string state) => page.EvaluateAsync(
        "state => document.getElementById('components-reconnect-modal').dispatchEvent(new CustomEvent('components-reconnect-state-changed', { detail: { state } }))", state);
}
