using System.Net;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Metrics;
using CodeRunner.Tests.Core.Metrics;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person has an app scale by itself, and sees what was decided and why.</summary>
public sealed class ScalingJourneyTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task A_policy_is_written_paused_and_suspended_by_scaling_by_hand_and_decisions_say_why(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"scales-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email);
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await page.GotoAsync(Place(cloud, deployment));
        await Expect(page.GetByText("It does not scale by itself")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-empty");
        await WritePolicyAsync(page, size);
        await RefuseThresholdsAsync(page, size);
        await ClickAsync(page, "Pause Requests at 40/s");
        await Expect(page.GetByText("paused", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync(Soon);
        await ClickAsync(page, "Switch on Requests at 40/s");
        await AddScheduleAsync(page, size);

        await VisitAsync(cloud, deployment);
        await StoreLoadAsync(cloud, deployment);
        await PreviewAsync(page, size);
        await cloud.DecideAsync(deployment.Id);
        await page.ReloadAsync();
        await Expect(page.GetByText("182 requests/s in the last 4 s need 4 instances at 60 requests/s each.").First).ToBeVisibleAsync(Soon);
        await Expect(page.Locator("[data-chart=instances] canvas")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling");
        await ClickAsync(page, "Changes only");
        await Expect(page.GetByText("3 instances have been enough for 3 minutes.")).ToHaveCountAsync(0);

        await ResumeAsync(page, ada, deployment, size);
        await SleepAsync(page, cloud, ada, deployment, size);
        var policies = await ada.GetAsync<Page<ScalingPolicyResponse>>($"/api/deployments/{deployment.Id}/scaling-policies");
        var policy = policies.Items.ShouldHaveSingleItem();
        (policy.Trigger, policy.Target, policy.MinInstances, policy.MaxInstances, policy.Enabled).ShouldBe((ScalingTrigger.Requests, 40, 0, 6, true));
    }

    private static async Task WritePolicyAsync(IPage page, string size)
    {
        await OpenAsync(page, "Add the first policy", "Scale on");
        await page.GetByLabel("Target", new PageGetByLabelOptions { Exact = true }).FillAsync("40");
        await page.GetByLabel("At most").FillAsync("6");
        await Expect(page.GetByText("As many instances as keep each at 40 requests/s; 1 to 6 instances.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-policy-dialog");
        await ClickAsync(page, "Add the policy");
        await Expect(page.GetByText("Requests at 40/s")).ToBeVisibleAsync(Soon);
    }

    private static async Task RefuseThresholdsAsync(IPage page, string size)
    {
        await AddThresholdAsync(page, "More instances above a threshold", "Above", "50");
        await Expect(page.GetByText("CPU above 50 %: more instances")).ToBeVisibleAsync(Soon);
        await AddThresholdAsync(page, "Fewer instances below a threshold", "Below", "60");
        await Expect(page.GetByText("It must be below 50 %, from which another policy scales up")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-threshold-refused");
        await ClickAsync(page, "Cancel");
        await ClickAsync(page, "Delete CPU above 50 %: more instances");
        await Expect(page.GetByText("CPU above 50 %: more instances", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(0);
    }

    private static async Task AddThresholdAsync(IPage page, string form, string label, string value)
    {
        await OpenAsync(page, "Add a policy", "Scale on");
        await page.GetByLabel("Scale on").SelectOptionAsync("Cpu");
        await page.GetByText("Advanced: a threshold instead of a target").ClickAsync();
        await page.GetByLabel("What it does").SelectOptionAsync(new SelectOptionValue { Label = form });
        await page.GetByLabel(label, new PageGetByLabelOptions { Exact = true }).FillAsync(value);
        await ClickAsync(page, "Add the policy");
    }

    private static async Task AddScheduleAsync(IPage page, string size)
    {
        await OpenAsync(page, "Add a schedule", "Begins");
        await page.GetByLabel("Time zone").FillAsync("Mars/Olympus");
        await ClickAsync(page, "Add the schedule");
        await Expect(page.GetByText("It must be a time zone of the IANA database")).ToBeVisibleAsync(Soon);
        await page.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await ShootAsync(page, $"{size}-scaling-schedule-dialog");
        await ClickAsync(page, "Add the schedule");
        await Expect(page.GetByText("At least 2 instances for 10 hours")).ToBeVisibleAsync(Soon);
    }

    /// <summary>What a change would have done is shown before it is made.</summary>
    private static async Task PreviewAsync(IPage page, string size)
    {
        await OpenAsync(page, "Change Requests at 40/s", "Scale on");
        var table = page.GetByRole(AriaRole.Table);
        await Expect(table.GetByRole(AriaRole.Row, new LocatorGetByRoleOptions { Name = "Changes of the number" })).ToBeVisibleAsync(Soon);
        await page.GetByLabel("Target", new PageGetByLabelOptions { Exact = true }).FillAsync("10");
        var cost = table.GetByRole(AriaRole.Row, new LocatorGetByRoleOptions { Name = "Cost of the day" });
        await Expect(cost.Locator("td").Last).ToHaveClassAsync(new Regex("down"), new LocatorAssertionsToHaveClassOptions { Timeout = 120_000 });
        await Expect(page.Locator("[data-chart=instances] canvas").Last).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-preview");
        await ClickAsync(page, "Cancel");
    }

    /// <summary>An hour of waves, as Workers would have stored it.</summary>
    private static async Task StoreLoadAsync(Cloud cloud, DeploymentResponse deployment)
    {
        await using var database = NpgsqlDataSource.Create(await cloud.ConnectionStringAsync("db"));
        var now = MetricLevel.Floor(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 10);
        var starts = Enumerable.Range(1, 360).Select(part => now - 10 * part).ToList();
        foreach (var start in starts)
            await MetricPartitions.EnsureAsync(database, MetricLevel.Parts, MetricLevel.Floor(start, MetricLevel.Parts.Partition), default);
        await MetricStore.InsertAsync(database, Guid.NewGuid(), [.. starts.Select(start => new MetricPart(deployment.Id, start, MetricPacking.Pack(Wave(start))))], default);
    }

    private static MetricBlock Wave(long start)
    {
        var requests = (int)(30 + (28 * Math.Sin(start / 300.0)));
        return Points.Part(start, [.. Enumerable.Repeat(Points.Seen(requests, 0, [.. Enumerable.Repeat(8.0, requests)]), 10)]);
    }

    private static async Task ResumeAsync(IPage page, PlatformClient ada, DeploymentResponse deployment, string size)
    {
        await ada.CommandAsync(deployment.Id, "scale", new { instances = 2 });
        await Expect(page.GetByText("Scaled by hand: autoscaling is suspended.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-suspended");
        await ClickAsync(page, "Resume");
        await Expect(page.GetByText("Scaled by hand: autoscaling is suspended.")).ToHaveCountAsync(0, new() { Timeout = 120_000 });
        (await ada.GetAsync(deployment.Id)).Scaling!.Active.ShouldBeTrue();
        await ClickAsync(page, "Scale");
        await Expect(page.GetByText("that is suspended when you scale by hand")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-by-hand");
    }

    private static async Task SleepAsync(IPage page, Cloud cloud, PlatformClient ada, DeploymentResponse deployment, string size)
    {
        await ClickAsync(page, "Cancel");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the schedule") }).ClickAsync(new LocatorClickOptions { Timeout = 60_000 });
        await OpenAsync(page, "Change Requests at 40/s", "Scale on");
        await page.GetByText("May sleep when idle (minimum 0)").ClickAsync();
        await Expect(page.GetByText("asleep when idle, otherwise 1 to 6 instances")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-may-sleep");
        await ClickAsync(page, "Save");
        await Expect(page.GetByText("asleep when idle, otherwise 1 to 6 instances")).ToBeVisibleAsync(Soon);
        await cloud.SleepAsync(deployment.Id);
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Sleeping);
        await page.ReloadAsync();
        await Expect(page.GetByText("It is asleep, and wakes at the first request.")).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("No request has come for 15 min").First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-scaling-asleep");
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}").ToString());
        await Expect(page.GetByText("Asleep: it wakes at the first request")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-deployment-asleep");
        using var visitor = new IngressClient(cloud.Apps);
        await visitor.TextAsync(deployment);
        await Expect(page.GetByText("1 of 1 run")).ToBeVisibleAsync(Soon);
    }

    private static async Task VisitAsync(Cloud cloud, DeploymentResponse deployment)
    {
        using var visitor = new IngressClient(cloud.Apps);
        for (var visit = 0; visit < 30; visit++)
            await visitor.AnswersAsync(deployment.Slug, HttpStatusCode.OK);
    }

    private static string Place(Cloud cloud, DeploymentResponse deployment) => new Uri(cloud.Web, $"/deployments/{deployment.Id}/scaling").ToString();

    private static Task ClickAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync(new LocatorClickOptions { Timeout = 60_000 });

    /// <summary>A dialog takes the focus to its first field once it is there: what is typed before that lands there too.</summary>
    private static async Task OpenAsync(IPage page, string button, string first)
    {
        await ClickAsync(page, button);
        await Expect(page.GetByLabel(first)).ToBeFocusedAsync(new LocatorAssertionsToBeFocusedOptions { Timeout = 60_000 });
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue($"{name} is wider than its window");
    }
}
