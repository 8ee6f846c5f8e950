using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person looks at what an app could do with less and what the project costs, and acts on it.</summary>
public sealed class OptimizationPageTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task Advice_is_read_applied_undone_and_dismissed_and_the_cost_page_says_what_is_spent(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"optimizes-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email);
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/optimize").ToString());
        await Expect(page.GetByText("Nothing to change")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-optimize-empty");
        await SeedAsync(cloud, deployment);
        await page.ReloadAsync();
        await Expect(page.GetByText("Lower the CPU limit from 1 core to 0.1 cores")).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("the app waited for memory")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-optimize");

        await ClickAsync(page, "Apply: Lower the CPU limit from 1 core to 0.1 cores");
        await Expect(page.GetByText("watched", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-optimize-applied");
        await ClickAsync(page, "Undo: Lower the CPU limit from 1 core to 0.1 cores");
        await Expect(page.GetByText("Undone by hand.")).ToBeVisibleAsync(Soon);

        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{deployment.ProjectId}/cost").ToString());
        await Expect(page.GetByText("This month, at its end")).ToBeVisibleAsync(Soon);
        await ClickAsync(page, "30 days");
        await Expect(page.GetByText("USD, in 30 days")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-cost");
        await SetBudgetAsync(page, size);
    }

    private static async Task SetBudgetAsync(IPage page, string size)
    {
        await ClickAsync(page, "Prices and budget");
        await Expect(page.GetByLabel("Budget a month")).ToBeFocusedAsync(new LocatorAssertionsToBeFocusedOptions { Timeout = 60_000 });
        await page.GetByLabel("Budget a month").FillAsync("5");
        await page.GetByText("Prices of this project's own").ClickAsync();
        await page.GetByLabel("Currency").FillAsync("XXQ");
        await ClickAsync(page, "Save");
        await Expect(page.GetByText("The code of a currency in ISO 4217, such as EUR.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-cost-settings");
        await page.GetByLabel("Currency").FillAsync("EUR");
        await ClickAsync(page, "Save");
        await Expect(page.GetByText("EUR, in 30 days")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-cost-budget");
    }

    /// <summary>A day of usage, an hour of waiting for memory, and a month of cost.</summary>
    internal static async Task SeedAsync(Cloud cloud, DeploymentResponse deployment)
    {
        await using var db = new CodeRunnerDb(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(await cloud.ConnectionStringAsync("db")).Options);
        var release = await db.Releases.Where(each => each.DeploymentId == deployment.Id).Select(each => each.Id).SingleAsync();
        var learned = Learned.Usage(30, 0.02, 60);
        for (var minute = 5; minute <= 60; minute += 5)
        {
            var window = new UsageWindow(DateTimeOffset.UtcNow);
            window.Press(release, 0, 0.3);
            learned.Observe(window, DateTimeOffset.UtcNow.AddMinutes(minute - 60));
        }
        await Learned.StoreAsync(db, deployment.Id, learned);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        for (var day = 1; day < 28; day++)
        {
            db.Add(new DailyUsage
            {
                DeploymentId = deployment.Id,
                Day = today.AddDays(-day),
                ProjectId = deployment.ProjectId,
                Environment = deployment.Environment,
                Name = deployment.Name,
                PaidCpu = 24 + 8 * (day % 7),
                UsedCpu = 6 + 4 * (day % 5),
                PaidGb = 24,
                UsedGb = 9,
            });
        }
        await db.SaveChangesAsync();
    }

    private static Task ClickAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync(new LocatorClickOptions { Timeout = 60_000 });

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue($"{name} is wider than its window");
    }
}
