using System.Net;
using System.Net.Http.Headers;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A machine's token, from its first secret to its end.</summary>
public sealed class TokenJourneyTests
{
    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task A_token_is_made_used_given_a_new_secret_and_revoked(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        async Task ShowAsync(string step)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"tokens-{size}-{step}.png"), FullPage = true });
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"nothing scrolls sideways: {step}");
        }
        async Task<HttpStatusCode> AskAsync(string secret)
        {
            using var http = new HttpClient { BaseAddress = cloud.Api, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", secret) } };
            using var answer = await http.GetAsync($"/api/projects/{ada.Project.Id}/deployments");
            return answer.StatusCode;
        }

        await Browser.SignInAsync(page, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "API tokens" }).ClickAsync();
        await Expect(page.GetByText("No machine has a token yet")).ToBeVisibleAsync();
        await ShowAsync("1-empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make the first token" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Deploys from CI");
        await page.GetByRole(AriaRole.Group, new() { Name = "In the environments" }).GetByLabel("Staging").CheckAsync();
        await ShowAsync("2-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(page.GetByText("The secret of Deploys from CI")).ToBeVisibleAsync();
        await ShowAsync("3-secret");
        var first = (await page.Locator(".secret code").TextContentAsync())!;
        (await AskAsync(first)).ShouldBe(HttpStatusCode.OK);

        await page.GetByRole(AriaRole.Button, new() { Name = "I have it" }).ClickAsync();
        await Expect(page.Locator(".secret code")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "New secret for Deploys from CI" }).ClickAsync();
        await ShowAsync("4-rotate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new secret" }).ClickAsync();
        await Expect(page.Locator(".secret code")).ToBeVisibleAsync();
        await ShowAsync("5-rotated");
        var second = (await page.Locator(".secret code").TextContentAsync())!;
        (await AskAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(second)).ShouldBe(HttpStatusCode.OK);

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Deploys from CI" }).ClickAsync();
        await page.GetByLabel("Type Deploys from CI to confirm").FillAsync("Deploys from CI");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No machine has a token yet")).ToBeVisibleAsync();
        (await AskAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
