using System.Net;
using System.Text.RegularExpressions;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>What people see of an app's metrics, as it runs.</summary>
public sealed class MetricsPageTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 180_000 };
    private static readonly LocatorAssertionsToContainTextOptions SoonText = new() { Timeout = 180_000 };

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_running_app_is_drawn_live_and_a_range_is_chosen_by_keyboard_and_kept_in_the_address(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var owner = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await owner.CreateAsync($"metrics-{size}");
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, owner.Email);

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/metrics").ToString());
        await Expect(page.GetByText("Nothing was measured in this time")).ToBeVisibleAsync(Soon);
        await ShowAsync(page, $"{size}-metrics-empty");

        await owner.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await owner.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        using (var visitor = new IngressClient(cloud.Apps))
            for (var visit = 0; visit < 30; visit++)
                await visitor.AnswersAsync(deployment.Slug, HttpStatusCode.OK);
        var memory = page.Locator("[data-chart=memory]");
        await Expect(memory.Locator("canvas")).ToBeVisibleAsync(Soon);
        await Expect(memory.Locator("[data-part=values]")).ToContainTextAsync("MB", SoonText);
        await Expect(page.Locator("[data-chart=instances] [data-part=values]")).ToContainTextAsync("running 1", SoonText);
        await Expect(page.Locator(".metrics [data-part=status]")).ToHaveTextAsync("live", new LocatorAssertionsToHaveTextOptions { Timeout = 180_000 });
        await ShowAsync(page, $"{size}-metrics");

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        page.Url.ShouldEndWith("?range=1h");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true", new LocatorAssertionsToHaveAttributeOptions { Timeout = 180_000 });
        await Expect(memory.Locator("canvas")).ToBeVisibleAsync(Soon);
        await LookCloserAsync(page, size);
        await page.SetViewportSizeAsync(width - 40, height);
        await page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.chart canvas')].every(canvas => canvas.getBoundingClientRect().right <= canvas.closest('.chart').getBoundingClientRect().right)", null, new() { Timeout = 180_000 });
        await page.SetViewportSizeAsync(width, height);

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}").ToString());
        await Expect(page.Locator("[data-metric=memory] [data-part=value]")).ToContainTextAsync("MB", SoonText);
        await ShowAsync(page, $"{size}-metrics-overview");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
    }

    [Theory]
    [InlineData("**/Metrics/MetricsView.razor.js")]
    [InlineData("**/js/charts.js")]
    [InlineData("**/js/live.js")]
    public async Task A_script_whose_way_is_cut_once_comes_all_the_same(string script)
    {
        var cloud = await Cloud.GetAsync();
        using var owner = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await owner.CreateAsync($"cut-{Guid.NewGuid().ToString("n")[..8]}");
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, owner.Email);
        await page.RouteAsync(script, route => route.AbortAsync("connectionaborted"), new PageRouteOptions { Times = 1 });

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/metrics").ToString());

        await Expect(page.GetByText("Nothing was measured in this time")).ToBeVisibleAsync(Soon);
    }

    /// <summary>By keys and by the mouse, and back by the page's button and the browser's.</summary>
    private static async Task LookCloserAsync(IPage page, string size)
    {
        var status = page.Locator(".metrics [data-part=status]");
        var plot = page.Locator("[data-chart=cpu] [data-part=plot]");
        await Expect(status).ToHaveTextAsync("updates by itself");
        await plot.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("+");
        await Expect(status).ToHaveTextAsync("paused");
        // The first second of the point that was the last may be before the app: the last one is not.
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("+");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo zoom" })).ToBeVisibleAsync();
        var closest = page.Url;
        await page.ReloadAsync();
        await Expect(status).ToHaveTextAsync("paused");
        page.Url.ShouldBe(closest);
        await Expect(page.GetByText("Release 1", new() { Exact = true })).ToBeVisibleAsync();
        await page.Locator("[data-chart=memory] .u-over").HoverAsync();
        await ShowAsync(page, $"{size}-metrics-closer");
        await page.EvaluateAsync("switchTheme()");
        await ShowAsync(page, $"{size}-metrics-closer-light");
        await page.EvaluateAsync("switchTheme()");

        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo zoom" })).ToBeHiddenAsync();
        page.Url.ShouldNotBe(closest);
        await Expect(page.Locator("[data-chart=memory] canvas")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset zoom" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"\?range=1h$"));
        await Expect(status).ToHaveTextAsync("updates by itself");
    }

    private static Task ShowAsync(IPage page, string name) =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
}
