using System.Net;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

public sealed class BrowserJourneyTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 180_000 };
    private static readonly LocatorAssertionsToHaveTextOptions SoonText = new() { Timeout = 180_000 };
    private static readonly LocatorAssertionsToHaveCountOptions SoonCount = new() { Timeout = 180_000 };

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_person_registers_uploads_an_app_watches_it_live_opens_it_and_stops_restarts_scales_and_deletes_it(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        var name = $"hello-{size}";
        Task ShowAsync(string step) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-{step}.png") });

        await RegisterAsync(page, cloud.Web);
        await ShowAsync("1-home");
        await CreateProjectAsync(page);
        await ShowAsync("2-new-deployment");
        await UploadAsync(page, name);
        await ShowAsync("3-deploying");

        var state = page.GetByLabel("State", new PageGetByLabelOptions { Exact = true }).First;
        await Expect(state).ToHaveTextAsync("running", SoonText);
        var log = page.GetByRole(AriaRole.Log);
        await Expect(log).ToContainTextAsync("listens on port", new LocatorAssertionsToContainTextOptions { Timeout = 180_000 });
        await ShowAsync("4-running");

        using (var visitor = new IngressClient(cloud.Apps))
            await visitor.AnswersAsync(name, HttpStatusCode.NotFound, path: "/seen-by-the-log"); // the sample's own answer to a path that it does not have
        await Expect(log).ToContainTextAsync("/seen-by-the-log", new LocatorAssertionsToContainTextOptions { Timeout = 180_000 });
        await SearchAsync(page, log);
        await ShowAsync("4-searched");
        await OpenAsync(window, page, name);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop", Exact = true }).ClickAsync();
        await Expect(state).ToHaveTextAsync("stopped", SoonText);
        await ShowAsync("5-stopped");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start", Exact = true }).ClickAsync();
        await Expect(state).ToHaveTextAsync("running", SoonText);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Restart", Exact = true }).ClickAsync();
        await ScaleAsync(page, 3);
        await ShowAsync("6-scaled");
        await ChangeProjectAsync(page, () => ShowAsync("7-project-settings"));
        await DeleteAsync(page, name);
        await Expect(page.GetByText("This deployment is deleted")).ToBeVisibleAsync(Soon);
        await ShowAsync("8-deleted");
        await NothingScrollsSidewaysAsync(page);
    }

    /// <summary>In all that is stored; what cannot be searched for is said, and the lines come back with the search's end.</summary>
    private static async Task SearchAsync(IPage page, ILocator log)
    {
        var rows = log.Locator(".r");
        var search = page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Search the log" });
        await search.FillAsync("SEEN-BY-the-log");
        await Expect(rows).ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 180_000 });
        await Expect(rows).ToContainTextAsync("/seen-by-the-log");
        await search.FillAsync(@"/listens on port \d+/");
        await Expect(log).Not.ToContainTextAsync("/seen-by-the-log", new LocatorAssertionsToContainTextOptions { Timeout = 180_000 });
        await Expect(log).ToContainTextAsync("listens on port");
        await search.FillAsync("/(/");
        await Expect(page.GetByText("This is not a regular expression.")).ToBeVisibleAsync(Soon);
        await search.FillAsync("");
        await Expect(log).ToContainTextAsync("/seen-by-the-log", new LocatorAssertionsToContainTextOptions { Timeout = 180_000 });
    }

    internal static async Task RegisterAsync(IPage page, Uri web)
    {
        await page.GotoAsync(web.ToString());
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Create an account" }).ClickAsync();
        await page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync("Ada");
        await page.GetByLabel("E-mail").FillAsync($"ada-{Guid.NewGuid():n}@example.org");
        await page.GetByLabel("Password").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Create account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Home", SoonText);
    }

    internal static async Task CreateProjectAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Create a project" }).First.ClickAsync();
        await page.GetByLabel("Project name").FillAsync("Journey");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Create project" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("New deployment", SoonText);
    }

    internal static async Task UploadAsync(IPage page, string name)
    {
        await page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }).FillAsync(name);
        await page.GetByLabel("Choose a zip or tar.gz").SetInputFilesAsync(new FilePayload
        {
            Name = "node-http.zip",
            MimeType = "application/zip",
            Buffer = Repository.ZipSample("node-http"),
        });
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Deploy", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync(name, SoonText);
    }

    private static async Task OpenAsync(IBrowserContext window, IPage page, string name)
    {
        var address = await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape($"{name}.localhost")) }).First.GetAttributeAsync("href");
        var app = await window.NewPageAsync();
        await app.GotoAsync(address.ShouldNotBeNull());
        (await app.ContentAsync()).ShouldContain("node-http");
        await app.CloseAsync();
    }

    private static async Task ScaleAsync(IPage page, int instances)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Scale", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Instances").FillAsync(instances.ToString());
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Scale", Exact = true }).ClickAsync();
        var rows = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Instances" }).GetByText("running", new LocatorGetByTextOptions { Exact = true });
        await Expect(rows).ToHaveCountAsync(instances, SoonCount);
    }

    /// <summary>To the project and back: a dialog checks while one types, saves, and is gone.</summary>
    private static async Task ChangeProjectAsync(IPage page, Func<Task> show)
    {
        var here = page.Url;
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Journey", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Settings", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Keep log lines for").FillAsync("400");
        await Expect(dialog.GetByText("Between 1 and 365 days.")).ToBeVisibleAsync(Soon);
        await dialog.GetByLabel("Keep log lines for").FillAsync("7");
        await dialog.GetByLabel("Project name").FillAsync("Journey's end");
        await show();
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToHaveTextAsync("Journey's end", SoonText);
        await NothingScrollsSidewaysAsync(page);
        await page.GotoAsync(here);
    }

    private static async Task DeleteAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Delete", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel($"Type {name} to confirm").FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete", Exact = true }).ClickAsync();
    }

    private static async Task NothingScrollsSidewaysAsync(IPage page) =>
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue();
}
