using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.EndToEnd.Pages;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>
/// What breaks between a person and their apps breaks under an open page: it says so, comes back by itself, and nothing that was typed is lost. In a cloud of its own, whose access
/// tokens last for twenty seconds.
/// </summary>
public sealed class RecoveryJourneyTests(RecoveryJourneyTests.Breakable breakable) : IClassFixture<RecoveryJourneyTests.Breakable>
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task What_is_typed_without_a_connection_counts_when_it_is_back(string size, int width, int height)
    {
        var cloud = breakable.Cloud;
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var cable = new Cable(cloud.Web);
        await using var window = await Browser.OpenAsync(width, height);
        var page = await OpenProjectAsync(window, cable.Address, ada);
        var dialog = await SettingsAsync(page);
        await dialog.GetByLabel("Project name").FillAsync("Before");
        await page.EvaluateAsync("globalThis.sameDocument = true");

        cable.Cut();
        await Expect(page.GetByText("Connection lost.")).ToBeVisibleAsync();
        await Expect(Light(page)).Not.ToHaveAttributeAsync("data-status", "live");
        await dialog.GetByLabel("Project name").PressAsync("End");
        await dialog.GetByLabel("Project name").PressSequentiallyAsync(" and after");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"recovery-{size}-lost.png") });
        await CreateAsync(ada, $"meanwhile-{size}");
        cable.Mend();

        await Expect(page.GetByText("Connection lost.")).ToBeHiddenAsync();
        await SaveAsync(dialog);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Before and after");
        await Expect(page.GetByText($"meanwhile-{size}").First).ToBeVisibleAsync();
        await Expect(Light(page)).ToHaveAttributeAsync("data-status", "live");
        (await page.EvaluateAsync<bool>("globalThis.sameDocument === true")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_restarted_dashboard_brings_the_dialog_back_with_what_was_typed_but_keeps_no_secret(string size, int width, int height)
    {
        var cloud = breakable.Cloud;
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var window = await Browser.OpenAsync(width, height);
        var stored = new ConcurrentQueue<string>();
        await window.ExposeFunctionAsync("stored", (string value) => stored.Enqueue(value));
        await window.AddInitScriptAsync("const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) { stored(value); set.call(this, key, value); };");
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}/configuration?env=staging");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Key").FillAsync("API_KEY");
        await dialog.GetByText("Secret", new() { Exact = true }).ClickAsync();
        await dialog.GetByLabel("Value").FillAsync("do-not-keep-me");
        await dialog.GetByLabel("Description").FillAsync("What the shop asks for");
        await page.EvaluateAsync("globalThis.sameDocument = true");

        await cloud.KillAsync("web");
        await Expect(page.GetByText("Connection lost.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Why").FillAsync("typed without a dashboard");
        await cloud.StartAsync("web");

        await Expect(page.GetByText("What you had typed is here again.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Secrets are not kept by the browser")).ToBeVisibleAsync();
        await Expect(page.GetByText("Some of it has no place")).ToBeHiddenAsync();
        (await page.EvaluateAsync<bool>("globalThis.sameDocument === true")).ShouldBeFalse();
        await page.EvaluateAsync(PageScripts.Drawn);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"recovery-{size}-back.png") });
        await Expect(dialog.GetByLabel("Key")).ToHaveValueAsync("API_KEY");
        await Expect(dialog.GetByLabel("Description")).ToHaveValueAsync("What the shop asks for");
        await Expect(dialog.GetByLabel("Why")).ToHaveValueAsync("typed without a dashboard");
        await Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await Expect(dialog.GetByLabel("Value")).ToHaveValueAsync("");
        var kept = stored.ShouldHaveSingleItem("the page is loaded once");
        kept.ShouldContain("What the shop asks for");
        kept.ShouldNotContain("do-not-keep-me");
        (await page.EvaluateAsync<int>("sessionStorage.length")).ShouldBe(0);

        await page.EvaluateAsync("DotNet.invokeMethodAsync('CodeRunner.Web', 'Heard')"); // what it waited for between two fields is there
        await dialog.GetByLabel("Value").FillAsync("typed once more");
        await SaveAsync(dialog);
        await Expect(dialog).ToHaveCountAsync(0);
        using var again = await ada.AtAsync(cloud.Api);
        var config = await again.GetAsync<ConfigResponse>($"/api/projects/{ada.Project.Id}/environments/staging/config");
        config.Secrets.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            secret => secret.Key.ShouldBe("API_KEY"), secret => secret.Description.ShouldBe("What the shop asks for"));
    }

    [Fact]
    public async Task A_restarted_Api_is_waited_for_and_what_could_not_be_saved_is_still_there()
    {
        var cloud = breakable.Cloud;
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var window = await Browser.OpenAsync(768, 1024);
        var page = await OpenProjectAsync(window, cloud.Web, ada);
        var dialog = await SettingsAsync(page);
        await dialog.GetByLabel("Project name").FillAsync("Patient");
        await page.EvaluateAsync("globalThis.sameDocument = true");

        await cloud.KillAsync("api");
        await SaveAsync(dialog);
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("try again", new() { IgnoreCase = true });
        await Expect(Light(page)).Not.ToHaveAttributeAsync("data-status", "live");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, "recovery-tablet-api-away.png") });
        await Expect(dialog.GetByLabel("Project name")).ToHaveValueAsync("Patient");
        await cloud.StartAsync("api");

        await Expect(Light(page)).ToHaveAttributeAsync("data-status", "live");
        await SaveAsync(dialog);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Patient");
        await CreateAsync(ada, "after-the-api");
        await Expect(page.GetByText("after-the-api").First).ToBeVisibleAsync();
        (await page.EvaluateAsync<bool>("globalThis.sameDocument === true")).ShouldBeTrue();
    }

    /// <summary>Each save goes on with tokens that were refreshed meanwhile, and the live connection outlives the one that it began with.</summary>
    [Fact]
    public async Task Work_goes_on_while_tokens_expire()
    {
        var cloud = breakable.Cloud;
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await OpenProjectAsync(window, cloud.Web, ada);
        await page.EvaluateAsync("globalThis.sameDocument = true");
        var (first, saved) = (DateTimeOffset.UtcNow + TokenLife, 0);

        while (DateTimeOffset.UtcNow < first + TimeSpan.FromSeconds(5))
        {
            var dialog = await SettingsAsync(page);
            await dialog.GetByLabel("Project name").FillAsync($"Name {++saved}");
            await SaveAsync(dialog);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync($"Name {saved}");
        }
        await CreateAsync(ada, "after-expiry");

        await Expect(page.GetByText("after-expiry").First).ToBeVisibleAsync();
        await Expect(Light(page)).ToHaveAttributeAsync("data-status", "live");
        (await page.EvaluateAsync<bool>("globalThis.sameDocument === true")).ShouldBeTrue();
    }

    [Fact]
    public async Task On_a_slow_network_one_signs_in_and_what_is_clicked_twice_is_done_once()
    {
        var cloud = breakable.Cloud;
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var cable = new Cable(cloud.Web) { Latency = TimeSpan.FromMilliseconds(200) };
        await using var window = await Browser.OpenAsync(360, 800);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cable.Address, ada.Email, "/projects");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("project", RegexOptions.IgnoreCase) }).First.ClickAsync();
        await page.GetByLabel("Project name").FillAsync("From far away");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create project" }).DblClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("From far away");
        using var again = await ada.AtAsync(cloud.Api);
        (await again.GetAsync<Page<ProjectResponse>>("/api/projects")).Items.Count(project => project.Name == "From far away").ShouldBe(1);
    }

    /// <summary>Blazor tries thirty times and gives up; the page goes on, and the clock of the browser is what is turned.</summary>
    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_page_that_was_given_up_comes_back_all_the_same(string size, int width, int height)
    {
        using var ada = await PlatformClient.RegisterAsync(breakable.Cloud.Api);
        await using var cable = new Cable(breakable.Cloud.Web);
        await using var window = await Browser.OpenAsync(width, height);
        await window.Clock.InstallAsync();
        var page = await OpenProjectAsync(window, cable.Address, ada);

        cable.Cut();
        var givenUp = page.GetByText("The dashboard cannot be reached.");
        await Eventually.BeTrueAsync(
            async () =>
            {
                await window.Clock.FastForwardAsync(10_000);
                return await givenUp.IsVisibleAsync();
            },
            "Blazor gives up");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"recovery-{size}-given-up.png") });
        cable.Mend();

        await Eventually.BeTrueAsync(
            async () =>
            {
                await window.Clock.FastForwardAsync(5_000);
                return !await givenUp.IsVisibleAsync();
            },
            "the page comes back");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tests");
    }

    private static async Task<IPage> OpenProjectAsync(IBrowserContext window, Uri web, PlatformClient person)
    {
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, web, person.Email, $"/projects/{person.Project.Id}");
        await Expect(Light(page)).ToHaveAttributeAsync("data-status", "live");
        return page;
    }

    /// <summary>By somebody who signs in for it: the token of before may have expired.</summary>
    private async Task CreateAsync(PlatformClient person, string deployment)
    {
        using var again = await person.AtAsync(breakable.Cloud.Api);
        await again.CreateAsync(deployment);
    }

    private static async Task<ILocator> SettingsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings", Exact = true }).ClickAsync();
        return page.GetByRole(AriaRole.Dialog);
    }

    private static Task SaveAsync(ILocator dialog) => dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

    private static ILocator Light(IPage page) => page.Locator(".live");

    public sealed class Breakable : IAsyncLifetime
    {
        public Cloud Cloud { get; private set; } = null!;

        public async Task InitializeAsync() => Cloud = await Cloud.StartOwnAsync(("Access__AccessTokenLife", $"{TokenLife:c}"), ("Access__CredentialsPerMinute", "100000")); // each request refreshes

        public async Task DisposeAsync() => await Cloud.DisposeAsync();
    }
}
