using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.LoadTests;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person measures how much an app can take, watches it, cancels it, and puts two releases side by side.</summary>
public sealed class LoadTestPageTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task A_load_test_is_asked_for_watched_cancelled_and_compared(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"loads-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email);
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/optimize").ToString());
        await Expect(page.GetByText("How much can it take?")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-load-empty");
        await ClickAsync(page, "Run a load test");
        await Expect(page.GetByLabel("Path")).ToBeFocusedAsync(new LocatorAssertionsToBeFocusedOptions { Timeout = 60_000 });
        await page.GetByLabel("Path").FillAsync("//elsewhere.example/");
        await ClickAsync(page, "Start the load test");
        await Expect(page.GetByText("Tick it to start")).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("It must be a path of the app")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-load-refused");

        await page.GetByLabel("Path").FillAsync("/");
        await page.GetByLabel("At once, at most").SelectOptionAsync("8");
        await page.GetByLabel("Requests, at most").SelectOptionAsync("1000");
        await page.GetByLabel("Time").SelectOptionAsync("10");
        await page.GetByLabel("Send real requests to this app").CheckAsync();
        await ShootAsync(page, $"{size}-load-dialog");
        await ClickAsync(page, "Start the load test");
        await Expect(page.GetByText("done", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Soon);
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-load-done");

        await ClickAsync(page, "Run a load test");
        await page.GetByLabel("Requests, at most").SelectOptionAsync("100000");
        await page.GetByLabel("Time").SelectOptionAsync("120");
        await page.GetByLabel("Send real requests to this app").CheckAsync();
        await ClickAsync(page, "Start the load test");
        await Expect(page.GetByText("requests so far")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-load-runs");
        await ClickAsync(page, "Cancel the load test");
        await Expect(page.GetByText("cancelled", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Soon);

        await SeedAsync(cloud, deployment);
        await page.ReloadAsync();
        await Expect(page.GetByText("Side by side")).ToBeVisibleAsync(Soon);
        await page.GetByLabel("Release to compare with").SelectOptionAsync("7");
        await Expect(page.GetByText("+50 %").First).ToBeVisibleAsync(Soon);
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-load-compare");
    }

    internal static async Task SeedAsync(Cloud cloud, DeploymentResponse deployment)
    {
        await using var db = new CodeRunnerDb(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(await cloud.ConnectionStringAsync("db")).Options);
        foreach (var (release, speed) in ((int, double)[])[(7, 1), (8, 1.5)])
        {
            var test = new CodeRunner.Core.LoadTests.LoadTest(deployment.Id, StoredLoadTests.Plan with { MaxConcurrency = 64 }, Guid.NewGuid(), DateTimeOffset.UtcNow);
            StoredLoadTests.Measure(test, release, [210 * speed, 415 * speed, 790 * speed, 1480 * speed, 1890 * speed, 1930 * speed, 1900 * speed], 5 / speed, instances: 1);
            test.State.ShouldBe(LoadTestState.Completed);
            db.Add(test);
            await db.SaveChangesAsync();
        }
    }

    private static Task ClickAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync(new LocatorClickOptions { Timeout = 60_000 });

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue($"{name} is wider than its window");
    }
}
