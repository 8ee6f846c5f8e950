using Microsoft.Playwright;

namespace CodeRunner.Tests.Support.Engines;

/// <summary>A window of Chromium or Firefox.</summary>
internal sealed class PlaywrightWindow(IPage page) : IWindow
{
    public Task OpenAsync(Uri address) => page.GotoAsync(address.ToString());

    public async Task FillAsync(string label, string text) => await (await ScopeAsync()).GetByLabel(label, new() { Exact = true }).FillAsync(text);

    public async Task PressAsync(string button) => await (await ScopeAsync()).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public Task FollowAsync(string link) => page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public async Task ChooseAsync(string title) => await (await ScopeAsync()).Locator("label.choice").Filter(new() { Has = page.GetByText(title, new() { Exact = true }) }).First.ClickAsync();

    public Task HoldsAsync(string condition) => page.WaitForFunctionAsync($"() => {condition}");

    public Task ShootAsync(string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"{name}.png") });

    public ValueTask DisposeAsync() => page.Context.DisposeAsync();

    private async Task<ILocator> ScopeAsync()
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        return await dialog.CountAsync() > 0 ? dialog.Last : page.Locator("body");
    }
}
