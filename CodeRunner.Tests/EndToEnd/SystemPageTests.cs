using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>The page on which an operator sees the machines.</summary>
public sealed class SystemPageTests
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 180_000 };

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task Whoever_is_no_operator_has_no_link_and_is_told_why_the_page_shows_nothing(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        await RegisterAsync(cloud); // were she the first, she would be the operator
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, await RegisterAsync(cloud));

        (await page.Locator("a[href='/system']").CountAsync()).ShouldBe(0);
        await page.GotoAsync(new Uri(cloud.Web, "/system").ToString());
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("operator", new LocatorAssertionsToContainTextOptions { Timeout = 180_000 });
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-system-refused.png"), FullPage = true });
    }

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task An_operator_sees_the_node_its_limits_and_its_Worker(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        var email = await RegisterAsync(cloud);
        await cloud.MakeOperatorAsync(email);
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, email);
        await page.Locator("a[href='/system']:visible").First.ClickAsync();

        await Expect(page.GetByText("acts", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("bubblewrap").First).ToBeVisibleAsync(Soon);
        await Expect(page.GetByRole(AriaRole.Meter).First).ToBeVisibleAsync(Soon);
        var services = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Services" });
        await Expect(services.GetByText("healthy", new LocatorGetByTextOptions { Exact = true })).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 180_000 });
        await Expect(services.GetByText(new Regex("^postgres"))).ToBeVisibleAsync(Soon);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-system.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task An_operator_reads_and_verifies_the_platforms_audit_log_and_everybody_sees_the_own_sign_ins(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        var email = await RegisterAsync(cloud);
        await cloud.MakeOperatorAsync(email);
        await using var window = await Browser.OpenAsync(width, height);
        await window.AddCookiesAsync([new Cookie { Name = "theme", Value = size == "phone" ? "light" : "dark", Url = cloud.Web.ToString() }]);
        var page = await window.NewPageAsync();
        await TryInVainAsync(cloud, email);
        await Browser.SignInAsync(page, cloud.Web, email, "/system");
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.GetByText(new Regex("^The chain holds: "))).ToBeVisibleAsync(Soon);
        await page.GetByText("Filter", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("What", new() { Exact = true }).SelectOptionAsync("session.start");
        await page.GetByLabel("Who", new() { Exact = true }).FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "#" })).ToHaveCountAsync(2);
        await ShowAsync("platform-audit");

        await page.GotoAsync(new Uri(cloud.Web, "/account").ToString());
        var own = page.GetByRole(AriaRole.Region, new() { Name = "Recent sign-ins" });
        await Expect(own.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(own.GetByText("Somebody tried to sign in")).ToBeVisibleAsync();
        await Expect(own.GetByText("from ")).ToHaveCountAsync(2);
        await ShowAsync("account");

        async Task ShowAsync(string what)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-{what}.png"), FullPage = true });
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue(what);
        }
    }

    private static async Task TryInVainAsync(Cloud cloud, string email)
    {
        using var http = new HttpClient { BaseAddress = cloud.Api };
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, "a wrong password"), Wire.Json);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private static async Task<string> RegisterAsync(Cloud cloud)
    {
        var email = $"user-{Guid.NewGuid():n}@example.org";
        using var http = new HttpClient { BaseAddress = cloud.Api };
        using var answer = await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, PlatformClient.Password, "Ada"), Wire.Json);
        answer.EnsureSuccessStatusCode();
        return email;
    }
}
