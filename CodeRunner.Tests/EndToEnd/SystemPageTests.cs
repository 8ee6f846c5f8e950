using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using CodeRunner.Core.Nodes;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
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

    [Theory]
    [InlineData("desktop", 1440, 900)]
    [InlineData("phone", 360, 800)]
    public async Task An_operator_drains_a_machine_of_the_swarm_and_undoes_it(string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        var email = await RegisterAsync(cloud);
        await cloud.MakeOperatorAsync(email);
        await SeedMachinesAsync(cloud);
        await using var window = await Browser.OpenAsync(width, height);
        var page = await window.NewPageAsync();
        await Browser.SignInAsync(page, cloud.Web, email, "/system");
        var machine = page.GetByRole(AriaRole.Region, new() { Name = "Machines" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = $"{size}-m1" });

        await machine.GetByRole(AriaRole.Button, new() { Name = $"Drain {size}-m1" }).ClickAsync(new() { Timeout = 60_000 });
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("7 sandboxes end and start on other machines");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-machine-drain.png") });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Drain it" }).ClickAsync();
        await Expect(machine.GetByText("draining", new() { Exact = true })).ToBeVisibleAsync(Soon);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{size}-machines.png"), FullPage = true });
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue();

        await machine.GetByRole(AriaRole.Button, new() { Name = $"Activate {size}-m1" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Activate it" }).ClickAsync();
        await Expect(machine.GetByText("active", new() { Exact = true })).ToBeVisibleAsync(Soon);
    }

    /// <summary>As a Worker on a swarm would write them down; the cloud of these tests has none. Those that are there already stay as they are.</summary>
    internal static async Task SeedMachinesAsync(Cloud cloud)
    {
        await using var db = new CodeRunnerDb(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(await cloud.ConnectionStringAsync("db")).Options);
        var facts = new MachineFacts("", "10.20.30.41", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_006, 7);
        MachineFacts[] all =
        [
            facts with { Name = "europe-west-1", Manager = true, Builds = true },
            facts with { Name = "europe-west-2" },
            facts with { Name = "europe-west-3", Availability = MachineAvailability.Drain, Sandboxes = 0 },
            facts with { Name = "europe-west-4-with-a-name-that-is-long", State = MachineState.Down, Sandboxes = 0 },
            facts with { Name = "desktop-m1" },
            facts with { Name = "phone-m1" },
        ];
        await db.InTransactionAsync(
            async () =>
            {
                await db.LockMachinesAsync(default);
                var known = await db.Machines.Select(machine => machine.Id).ToListAsync();
                db.AddRange(all.Where(each => !known.Contains(each.Name)).Select(each => new Machine(each.Name, each, DateTimeOffset.UtcNow)));
                return await db.SaveChangesAsync();
            },
            default);
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
