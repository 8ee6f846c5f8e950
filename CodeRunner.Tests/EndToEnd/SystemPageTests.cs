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

    private static async Task<string> RegisterAsync(Cloud cloud)
    {
        var email = $"user-{Guid.NewGuid():n}@example.org";
        using var http = new HttpClient { BaseAddress = cloud.Api };
        using var answer = await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, PlatformClient.Password, "Ada"), Wire.Json);
        answer.EnsureSuccessStatusCode();
        return email;
    }
}
