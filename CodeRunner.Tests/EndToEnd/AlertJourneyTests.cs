using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person has an app watched, and is told when it goes down: in the dashboard and by a webhook.</summary>
public sealed class AlertJourneyTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task An_app_that_goes_down_is_seen_without_a_reload_and_told_to_a_webhook(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var client = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await client.CreateAsync("watched");
        await client.UploadAsync(deployment.Id, Apps.Good());
        await client.WaitForStateAsync(deployment.Id, DeploymentState.Running);
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, client.Email);

        var path = $"/{Guid.NewGuid():n}";
        await AddWebhookAsync(page, cloud, client, cloud.Receiver.Url(path), size);
        (await cloud.Receiver.TakeAsync(path)).ShouldHaveSingleItem().Body.ShouldContain("\"test\"");
        await AddRuleAsync(page, cloud, deployment, size);
        await FireSoonAsync(client, deployment);
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/alerts").ToString());
        await Expect(page.GetByText("Nothing fires.")).ToBeVisibleAsync(Soon);
        await Expect(page.Locator(".live[data-status=live]")).ToBeVisibleAsync(Soon);
        using var apps = new IngressClient(cloud.Apps);
        _ = apps.GetAsync(deployment.Slug, "/crash").ContinueWith(_ => { }, TaskScheduler.Default);

        await Expect(page.GetByText("No healthy instance.", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync(Soon);
        await Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "I look after it" }).First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-alerts-firing");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "I look after it" }).First.ClickAsync();
        await Expect(page.GetByText("looked after").First).ToBeVisibleAsync(Soon);
        (await cloud.Receiver.TakeAsync(path, 2))[1].Body.ShouldContain("\"alert.fired\"");
        await page.GotoAsync(cloud.Web.ToString());
        await Expect(page.Locator(".pill.alerts:visible").First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-alerts-home");
        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{client.Project.Id}/webhooks").ToString());
        await Expect(page.GetByText("alert.fired").First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-webhooks");
    }

    private static async Task AddWebhookAsync(IPage page, Cloud cloud, PlatformClient client, string url, string size)
    {
        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{client.Project.Id}/webhooks").ToString());
        await Expect(page.GetByText("Nobody is told yet")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-webhooks-empty");
        await ClickAsync(page, "Add the first webhook");
        await page.GetByLabel("URL").FillAsync(url);
        await ShootAsync(page, $"{size}-webhook-dialog");
        await ClickAsync(page, "Add the webhook");
        await Expect(page.GetByText("whsec_")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-webhook-secret");
        await ClickAsync(page, "I have it");
        await Expect(page.GetByText("whsec_")).ToHaveCountAsync(0);
        await ClickAsync(page, "Send a test");
        await Expect(page.GetByText("delivered", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync(Soon);
    }

    private static async Task AddRuleAsync(IPage page, Cloud cloud, DeploymentResponse deployment, string size)
    {
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/alerts").ToString());
        await Expect(page.GetByText("No healthy instance for 1 minute.")).ToBeVisibleAsync(Soon);
        await ClickAsync(page, "Add a rule");
        await page.GetByLabel("Watch").SelectOptionAsync("Memory");
        await page.GetByLabel("Above").FillAsync("80");
        await Expect(page.GetByText("Memory above 80 % of its limit for 5 minutes.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-alert-rule-dialog");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Add the rule" }).ClickAsync();
        await Expect(page.GetByText("Memory above 80 % of its limit for 5 minutes.")).ToBeVisibleAsync(Soon);
        await ClickAsync(page, "Delete Memory");
        await ClickAsync(page, "Undo");
        await Expect(page.GetByText("Memory above 80 % of its limit for 5 minutes.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-alerts");
    }

    /// <summary>Nobody waits a minute here.</summary>
    private static async Task FireSoonAsync(PlatformClient client, DeploymentResponse deployment)
    {
        var rules = await client.GetAsync<CodeRunner.Contracts.Page<AlertRuleResponse>>($"/api/deployments/{deployment.Id}/alert-rules");
        var down = rules.Items.Single(rule => rule.Kind == AlertKind.Down);
        using var answer = await client.Http.PutAsync($"/api/alert-rules/{down.Id}", new StringContent("""{"kind":"down","for":0}""", System.Text.Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button }).First.ClickAsync();

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue($"{name} is wider than its window");
    }
}
