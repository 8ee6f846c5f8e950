using System.Net.Http.Json;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>Who may do what, who did, and what production lacks.</summary>
public sealed class AccessJourneyTests
{
    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task An_owner_compares_environments_gives_and_takes_rights_and_reads_who_did_what(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        using var bob = await PlatformClient.RegisterAsync(cloud.Api);
        await PutAsync(ada, "staging", new { key = "LOG_LEVEL", value = "debug" }, new { key = "REDIS_URL", value = "redis://cache:6379", encrypted = true }, new { key = "SAME", value = "same" });
        await PutAsync(ada, "production", new { key = "LOG_LEVEL", value = "warn" }, new { key = "SAME", value = "same" });
        await PutAsync(ada, "development", new { key = "LOG_LEVEL", value = "debug" }, new { key = "REDIS_URL", value = "redis://localhost:6379", encrypted = true }, new { key = "SAME", value = "same" });

        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        async Task ShowAsync(string step)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"access-{size}-{step}.png"), FullPage = true });
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"nothing scrolls sideways: {step}");
        }

        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}/configuration?env=compare");
        await Expect(page.GetByText("production lacks")).ToBeVisibleAsync();
        await Expect(page.GetByText("missing", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("SAME", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Also what is the same everywhere")).ToBeEnabledAsync();
        await ShowAsync("1-compare");
        await page.GetByLabel("Also what is the same everywhere").CheckAsync();
        await Expect(page.GetByText("SAME", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open production to set REDIS_URL" }).ClickAsync();
        await Expect(page.GetByText("version 1", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(page.GetByText("Without the values of secrets")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = ".env" })).ToBeFocusedAsync();
        await ShowAsync("2-export");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("production.env");
        (await File.ReadAllTextAsync(await download.PathAsync())).ShouldContain("LOG_LEVEL=warn");

        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{ada.Project.Id}/members").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a member" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("nobody@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Nobody is registered with this address.")).ToBeVisibleAsync();
        await page.GetByLabel("E-mail").FillAsync(bob.Email);
        await page.GetByRole(AriaRole.Group, new() { Name = "In the environments" }).GetByLabel("Staging").CheckAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "May reveal secrets in" }).GetByLabel("Staging")).ToBeEnabledAsync();
        await ShowAsync("3-member");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.GetByText("reveals secrets in staging", new() { Exact = false })).ToBeVisibleAsync();
        await ShowAsync("4-members");
        var member = (await ada.GetAsync<CodeRunner.Contracts.Page<MemberResponse>>($"/api/projects/{ada.Project.Id}/members")).Items.Single(each => each.Email == bob.Email);
        (member.Role, member.Reveal).ShouldBe((ProjectRole.Developer, null));
        member.Environments.ShouldBe([EnvironmentName.Staging]);

        var row = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = bob.Email });
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Developer" })).ToBeFocusedAsync();
        await ShowAsync("4-member");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.GetByLabel($"Type {bob.Email} to confirm").FillAsync(bob.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);

        await page.GotoAsync(new Uri(cloud.Web, $"/projects/{ada.Project.Id}").ToString());
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete project" })).ToBeEnabledAsync();
        await ShowAsync("5-project");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByText("Member removed")).ToHaveCountAsync(2); // the entry, and what can be asked for
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.GetByText("The chain holds: 6 entries.")).ToBeVisibleAsync();
        await ShowAsync("6-audit");
        await page.GetByText("Filter", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("member.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "#" })).ToHaveCountAsync(2);
        await ShowAsync("7-filtered");
        var audit = await ada.GetAsync<CodeRunner.Contracts.Page<AuditEntryResponse>>($"/api/projects/{ada.Project.Id}/audit");
        audit.Items.ShouldAllBe(entry => entry.Ip != null);
    }

    private static async Task PutAsync(PlatformClient user, string environment, params object[] variables)
    {
        using var answer = await user.Http.PutAsJsonAsync($"/api/projects/{user.Project.Id}/environments/{environment}/config", new { variables });
        answer.EnsureSuccessStatusCode();
    }
}
