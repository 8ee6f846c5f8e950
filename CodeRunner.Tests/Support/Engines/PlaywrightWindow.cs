using Microsoft.Playwright;

namespace CodeRunner.Tests.Support.Engines;

/// <summary>A window of Chromium or Firefox.</summary>
internal sealed class PlaywrightWindow(IPage page) : IWindow
{
    public Task OpenAsync(Uri address) => page.GotoAsync(address.ToString());

    public Task FillAsync(string label, string text) => Scope.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    public Task PressAsync(string button) => Scope.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public Task FollowAsync(string link) => page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    public Task ChooseAsync(string title) => Scope.Locator("label.choice").Filter(new() { Has = page.GetByText(title, new() { Exact = true }) }).First.ClickAsync();

    public Task HoldsAsync(string expression) => page.WaitForFunctionAsync($"() => {expression}");

    public Task<string> AskAsync(string expression) => page.EvaluateAsync<string>($"async () => {expression}");

    public Task ReloadAsync() => page.ReloadAsync();

    public Task ShootAsync(string name) => page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"{name}.png") });

    public ValueTask DisposeAsync() => page.Context.DisposeAsync();

    // Asked for anew at each look: a dialog that is closing is there for a moment more.
    private ILocator Scope => page.Locator("[role=dialog], body:not(:has([role=dialog]))").Last;
}
