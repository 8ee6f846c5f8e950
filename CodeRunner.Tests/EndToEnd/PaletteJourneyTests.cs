using System.Text.RegularExpressions;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Everything from the keyboard: find an app, look at its logs, restart it.</summary>
public sealed class PaletteJourneyTests
{
    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task An_app_is_found_looked_at_and_restarted_without_a_mouse(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"palette-{size}");
        await ada.CreateAsync($"other-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email);
        var open = page.GetByRole(AriaRole.Button, new() { Name = "Commands", Exact = true });
        await Expect(open).ToBeEnabledAsync();

        var typed = await OpenAsync(page);
        await Expect(Option(page, $"palette-{size}")).ToBeVisibleAsync();
        await ShootAsync(page, $"{size}-palette");
        await typed.FillAsync("pal");
        await Expect(Options(page).First).ToContainTextAsync($"palette-{size}");
        await Expect(Option(page, $"other-{size}")).ToHaveCountAsync(0);
        await typed.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/deployments/{deployment.Id}$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"palette-{size}", Exact = true })).ToBeVisibleAsync();

        typed = await OpenAsync(page);
        await typed.FillAsync("logs");
        await Expect(Options(page, selected: true)).ToHaveTextAsync("Logs");
        await ShootAsync(page, $"{size}-palette-here");
        await typed.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/deployments/{deployment.Id}/logs$"));

        typed = await OpenAsync(page);
        await typed.FillAsync("restart");
        await Expect(Options(page, selected: true)).ToHaveTextAsync("Restart");
        await typed.PressAsync("Enter");
        await Expect(page.GetByText("restarts, one instance after the other.")).ToBeVisibleAsync();

        typed = await OpenAsync(page);
        await typed.FillAsync("zzz");
        await Expect(page.GetByText("Nothing is called like “zzz”.")).ToBeVisibleAsync();
        await typed.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(open).ToBeFocusedAsync();
    }

    private static async Task<ILocator> OpenAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        var typed = page.GetByRole(AriaRole.Combobox, new() { Name = "Search, or say what to do" });
        await Expect(typed).ToBeFocusedAsync();
        return typed;
    }

    private static ILocator Options(IPage page, bool? selected = null) =>
        page.GetByRole(AriaRole.Listbox, new() { Name = "Places and commands" }).GetByRole(AriaRole.Option, new() { Selected = selected });

    private static ILocator Option(IPage page, string name) => Options(page).Filter(new() { HasText = name });

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png") });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue(name);
    }
}
