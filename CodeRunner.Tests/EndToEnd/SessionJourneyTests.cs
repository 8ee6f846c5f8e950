using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>People end their sessions, and operators those of others; open pages notice.</summary>
public sealed class SessionJourneyTests
{
    private const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task A_person_sees_the_own_sessions_and_ends_them_and_their_open_pages_lead_to_the_sign_in_page(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        var (here, there) = (await OpenAsync(cloud, width, height, theme), await OpenAsync(cloud, width, height, theme));
        await using var one = here.Context;
        await using var other = there.Context;
        await LoginAsync(cloud, ada.Email, Phone);
        await Browser.SignInAsync(there, cloud.Web, ada.Email, $"/projects/{ada.Project.Id}");
        var quiet = await there.Context.NewPageAsync();
        await quiet.GotoAsync(new Uri(cloud.Web, "/account").ToString());
        await Browser.SignInAsync(here, cloud.Web, ada.Email, "/account");
        var sessions = here.GetByRole(AriaRole.Region, new() { Name = "Sessions" });
        await Expect(sessions.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);
        await Expect(sessions.GetByText("Chrome on Linux")).ToHaveCountAsync(2);
        await Expect(sessions.GetByText("this one")).ToHaveCountAsync(1);
        await ShowAsync(here, $"sessions-{size}-1-list");

        await sessions.GetByRole(AriaRole.Button, new() { Name = "End Safari on iPhone" }).ClickAsync();
        await Expect(here.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Safari on iPhone is signed out at once");
        await ShowAsync(here, $"sessions-{size}-2-end");
        await here.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await Expect(sessions.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await sessions.GetByRole(AriaRole.Button, new() { Name = "End all others" }).ClickAsync();
        await here.GetByRole(AriaRole.Button, new() { Name = "End them" }).ClickAsync();
        await Expect(sessions.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);

        foreach (var page in new[] { there, quiet })
        {
            await Expect(StatusOf(page, "You ended this session from another one of yours")).ToBeVisibleAsync();
            await Expect(page).ToHaveURLAsync(new Regex("returnUrl"));
        }
        await ShowAsync(there, $"sessions-{size}-3-ended");
        using var refused = await ada.Http.GetAsync("/api/auth/me");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("desktop", 1440, 900, "dark")]
    [InlineData("phone", 360, 800, "light")]
    public async Task An_operator_finds_an_account_ends_its_sessions_closes_it_and_opens_it_again(string size, int width, int height, string theme)
    {
        var cloud = await Cloud.GetAsync();
        using var olga = await PlatformClient.RegisterAsync(cloud.Api);
        using var ada = await PlatformClient.RegisterAsync(cloud.Api);
        await cloud.MakeOperatorAsync(olga.Email);
        var (desk, adas) = (await OpenAsync(cloud, width, height, theme), await OpenAsync(cloud, width, height, theme));
        await using var one = desk.Context;
        await using var other = adas.Context;
        await Browser.SignInAsync(adas, cloud.Web, ada.Email, "/account");
        await Browser.SignInAsync(desk, cloud.Web, olga.Email, "/system");
        await desk.GetByRole(AriaRole.Link, new() { Name = "Accounts" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "Accounts" })).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Button, new() { Name = "Search" })).ToBeEnabledAsync();
        await ShowAsync(desk, $"accounts-{size}-1-all");
        await desk.GetByLabel("Search accounts").FillAsync("nobody-has-this");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(desk.GetByText("Nobody is found for")).ToBeVisibleAsync();
        await ShowAsync(desk, $"accounts-{size}-2-nobody");
        await desk.GetByLabel("Search accounts").FillAsync(ada.Email);
        await desk.Keyboard.PressAsync("Enter");
        var row = desk.GetByRole(AriaRole.Listitem).Filter(new() { HasText = ada.Email });
        await Expect(row).ToContainTextAsync("2 sessions · 1 project");

        await row.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Dialog)).ToContainTextAsync("run on");
        await ShowAsync(desk, $"accounts-{size}-3-close");
        await desk.GetByLabel($"Type {ada.Email} to confirm").FillAsync(ada.Email);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Close the account" }).ClickAsync();
        await Expect(row.GetByText("closed", new() { Exact = true })).ToBeVisibleAsync();
        await ShowAsync(desk, $"accounts-{size}-4-closed");

        await Expect(StatusOf(adas, "closed your account")).ToBeVisibleAsync();
        await adas.GetByLabel("E-mail").FillAsync(ada.Email);
        await adas.GetByLabel("Password").FillAsync(PlatformClient.Password);
        await adas.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(adas.GetByText("This account is closed")).ToBeVisibleAsync();
        await ShowAsync(adas, $"accounts-{size}-5-sign-in");

        await row.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Open it" }).ClickAsync();
        await Expect(row.GetByText("open", new() { Exact = true })).ToBeVisibleAsync();
        await Browser.SignInAsync(adas, cloud.Web, ada.Email, "/account");
    }

    private static async Task<IPage> OpenAsync(Cloud cloud, int width, int height, string theme)
    {
        var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "theme", Value = theme, Url = cloud.Web.ToString() }]);
        return await window.NewPageAsync();
    }

    private static async Task LoginAsync(Cloud cloud, string email, string userAgent)
    {
        using var http = new HttpClient { BaseAddress = cloud.Api };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, PlatformClient.Password), Wire.Json);
        answer.EnsureSuccessStatusCode();
    }

    private static ILocator StatusOf(IPage page, string said) => page.GetByRole(AriaRole.Status).Filter(new() { HasText = said });

    private static async Task ShowAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"nothing scrolls sideways: {name}");
    }
}
