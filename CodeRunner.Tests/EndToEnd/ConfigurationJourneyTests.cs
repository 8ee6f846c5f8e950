using System.Net.Http.Json;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

public sealed class ConfigurationJourneyTests
{
    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task A_person_imports_a_dotenv_reveals_a_secret_restarts_what_is_stale_and_goes_back_to_a_version(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var deployment = await ada.CreateAsync($"configured-{size}");
        await ada.ReleaseAsync(deployment.Id, new CreateReleaseRequest(Template: "node-http"));
        await ada.WaitForStateAsync(deployment.Id, DeploymentState.Running);

        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        Task ShowAsync(string step) => page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"config-{size}-{step}.png") });
        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}/configuration?env=development");
        await Expect(page.GetByText("No variables yet")).ToBeVisibleAsync();
        await ShowAsync("1-empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "Paste .env" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true })
            .FillAsync($"LOG_LEVEL=info\nDB_PASSWORD='correct horse'\nDATABASE_HOST=db.example.org # comment\nPIN_TOKEN=123\n# {new string('x', 200_000)}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the difference" }).ClickAsync();
        await Expect(page.GetByText("This would change")).ToBeVisibleAsync();
        await ShowAsync("2-difference");
        await Expect(page.GetByLabel("DB_PASSWORD is a secret")).ToBeCheckedAsync();
        await page.GetByLabel("DATABASE_HOST is a secret").CheckAsync();
        await Expect(page.GetByText("db.example.org", new() { Exact = true })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByText("runs with an older configuration")).ToBeVisibleAsync();
        await Expect(page.GetByText("not masked in logs")).ToBeVisibleAsync();
        await ShowAsync("3-imported");

        await page.GetByRole(AriaRole.Button, new() { Name = "Reveal DB_PASSWORD" }).ClickAsync();
        await Expect(page.GetByText("correct horse")).ToBeVisibleAsync();
        await ShowAsync("4-revealed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide DB_PASSWORD" }).ClickAsync();
        await Expect(page.GetByText("correct horse")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await page.GetByLabel("With the values of secrets").CheckAsync();
        await ShowAsync("4-export");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download with secrets" }).ClickAsync());
        file.SuggestedFilename.ShouldBe("development.env");
        var exported = await File.ReadAllTextAsync(await file.PathAsync());
        exported.ShouldContain("correct horse");
        exported.ShouldContain("LOG_LEVEL=info");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByText("correct horse")).ToHaveCountAsync(0);

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}").ToString());
        await Expect(page.GetByText("runs with an older configuration")).ToBeVisibleAsync();
        await Expect(page.Locator(".live[data-status=live]")).ToBeVisibleAsync();
        await ShowAsync("4-stale");
        await page.GetByRole(AriaRole.Link, new() { Name = "Configuration", Exact = true }).ClickAsync();
        await Expect(page.GetByText("What only this deployment has.")).ToBeVisibleAsync();
        await Expect(page.Locator(".live[data-status=live]")).ToBeVisibleAsync();
        await ShowAsync("4-stale-own");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restart with this one" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Restart with this one" })).ToHaveCountAsync(0);
        await ada.WaitForReleaseAsync(deployment.Id, 2, ReleaseState.Serving);
        (await ada.ReleasesAsync(deployment.Id)).Items.Single(release => release.Number == 2).ConfigurationVersion.ShouldBe(1);

        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{ada.Project.Id}/configuration?env=development").ToString());
        await Expect(page.Locator(".live[data-status=live]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit LOG_LEVEL" }).ClickAsync();
        // Meanwhile somebody else changes the same configuration.
        using (var other = await ada.Http.PutAsJsonAsync($"/api/projects/{ada.Project.Id}/environments/development/config/variables/LOG_LEVEL", new { value = "warn" }))
            other.EnsureSuccessStatusCode();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Value", Exact = true }).FillAsync("debug");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Somebody changed the configuration meanwhile.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Value", Exact = true })).ToHaveValueAsync("debug");
        await ShowAsync("5-conflict");
        await page.GetByLabel("Description").PressAsync("Enter");
        await Expect(page.GetByText("version 3", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare version 1 with now" }).ClickAsync();
        await Expect(page.GetByText("From version 1 to version 3")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"config-{size}-6-compared.png"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore version 1" }).ClickAsync();
        await Expect(page.GetByText("version 4", new() { Exact = true })).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(cloud.Web, $"/deployments/{deployment.Id}/configuration").ToString());
        await Expect(page.GetByText("What only this deployment has.")).ToBeVisibleAsync();
        await ShowAsync("7-deployment");
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue("nothing scrolls sideways");
    }
}
