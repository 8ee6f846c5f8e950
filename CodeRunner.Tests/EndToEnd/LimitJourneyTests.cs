using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A person sees what the project may have and is kept from more; an operator gives and takes.</summary>
public sealed class LimitJourneyTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 120_000 };

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task Limits_are_shown_beside_what_is_used_and_set_cleared_and_brought_back_by_an_operator(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var olga = await PlatformClient.RegisterAsync(cloud.Api);
        await cloud.MakeOperatorAsync(olga.Email);
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"limited-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await SetAsync(olga, $"projects/{ada.Project.Id}", new ResourceLimits(3, null, 2048));
        await SetAsync(olga, $"users/{ada.Email}", new ResourceLimits(6, 8));
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await using (var window = await OpenAsync(cloud, width, height, theme))
        {
            var page = await window.NewPageAsync();
            await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}");
            var limits = page.GetByRole(AriaRole.Region, new() { Name = "Limits", Exact = true });
            await Expect(limits.GetByText("1 of 3", new() { Exact = true })).ToBeVisibleAsync(Soon);
            await Expect(limits.GetByText("1 of 6", new() { Exact = true })).ToBeVisibleAsync(Soon);
            await ShootAsync(page, $"{size}-limits-project");
            await ScaleInVainAsync(page, cloud, deployment, size);
            await page.GotoAsync(new Uri(cloud.Web, "/account").ToString());
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Limits of your projects" }).GetByText("1 of 8", new() { Exact = true })).ToBeVisibleAsync(Soon);
            await ShootAsync(page, $"{size}-limits-account");
        }
        await using (var window = await OpenAsync(cloud, width, height, theme))
        {
            var page = await window.NewPageAsync();
            await Browser.SignInAsync(page, cloud.Web, olga.Email, "/system");
            await page.GetByRole(AriaRole.Link, new() { Name = "Limits", Exact = true }).ClickAsync();
            await OperateAsync(page, ada, size);
        }
        (await olga.GetAsync<SystemUserLimits>($"/api/system/limits/users/{ada.Email}")).Limits.ShouldBe(new ResourceLimits(9, 8));
    }

    /// <summary>The dialog foresees the refusal, and shows it when it comes; the editor of policies foresees it too.</summary>
    private static async Task ScaleInVainAsync(IPage page, Cloud cloud, DeploymentResponse deployment, string size)
    {
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}").ToString());
        await OpenDialogAsync(page, "Scale", "Instances");
        await InDialog(page, "Instances").FillAsync("5");
        await Expect(page.GetByText("The project's limits leave it 3 instances: ")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-limits-scale-dialog");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Scale", Exact = true }).ClickAsync();
        await Expect(page.GetByText("The project's limit of 3 instances leaves no room: 1 instance is reserved, and this would make it 5.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-limits-scale-refused");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/scaling").ToString());
        await OpenDialogAsync(page, "Add the first policy", "Scale on");
        await Expect(page.GetByText("The project's limits leave it 3 instances: ")).ToBeVisibleAsync(Soon);
        await InDialog(page, "At most").FillAsync("3");
        await Expect(page.GetByText("The project's limits leave it")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
    }

    private static async Task OperateAsync(IPage page, PlatformClient ada, string size)
    {
        var users = page.GetByRole(AriaRole.Region, new() { Name = "Users", Exact = true });
        await Expect(users.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-limits-system");
        await users.GetByLabel("Search users").FillAsync(ada.Email);
        await users.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(users.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await OpenDialogAsync(page, $"Set limits of {ada.Email}", "Instances");
        await InDialog(page, "Instances").FillAsync("-1");
        await ClickAsync(page, "Set the limits");
        await Expect(page.GetByText("It must be 0 to 1000000, or null for no limit.")).ToBeVisibleAsync(Soon);
        await ShootAsync(page, $"{size}-limits-dialog");
        await InDialog(page, "Instances").FillAsync("9");
        await ClickAsync(page, "Set the limits");
        await Expect(users.GetByText("1 of 9", new() { Exact = true })).ToBeVisibleAsync(Soon);
        await ClickAsync(page, $"Clear limits of {ada.Email}");
        await Expect(users.GetByText("own limits", new() { Exact = true })).ToHaveCountAsync(0);
        await ShootAsync(page, $"{size}-limits-cleared");
        await ClickAsync(page, "Undo");
        await Expect(users.GetByText("1 of 9", new() { Exact = true })).ToBeVisibleAsync(Soon);
        var projects = page.GetByRole(AriaRole.Region, new() { Name = "Projects", Exact = true });
        await projects.GetByLabel("Search projects").FillAsync(ada.Email);
        await projects.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(projects.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1, new() { Timeout = 120_000 });
        await Expect(projects.GetByRole(AriaRole.Listitem).Filter(new() { HasText = ada.Project.Id.ToString() }).GetByText("1 of 3", new() { Exact = true })).ToBeVisibleAsync(Soon);
    }

    private static async Task<IBrowserContext> OpenAsync(Cloud cloud, int width, int height, string theme)
    {
        var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        return window;
    }

    /// <summary>A dialog takes the focus to its first field once it is there: what is typed before that lands there too.</summary>
    private static async Task OpenDialogAsync(IPage page, string button, string field)
    {
        await ClickAsync(page, button);
        await Expect(InDialog(page, field)).ToBeFocusedAsync(new() { Timeout = 120_000 });
    }

    private static ILocator InDialog(IPage page, string field) => page.GetByRole(AriaRole.Dialog).GetByLabel(field, new() { Exact = true });

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync(new() { Timeout = 120_000 });

    private static async Task SetAsync(PlatformClient olga, string whose, ResourceLimits limits)
    {
        using var answer = await olga.Http.PutAsJsonAsync($"/api/system/limits/{whose}", limits, Wire.Json);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task ShootAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue(name);
    }
}
