using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CodeRunner.Tests.Support;

/// <summary>One Chromium, and one Firefox, for the whole run; every test gets a window (context) of its own.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>How long a page may take on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Shared<Browser> Chromium = new(() => StartAsync(engines => engines.Chromium, new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments }));
    private static readonly Shared<Browser> Firefox = new(() => StartAsync(engines => engines.Firefox, new() { ExecutablePath = "/usr/bin/firefox-esr", Channel = "moz-firefox" }));

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Where screenshots are kept as output of the tests.</summary>
    public static string Screenshots { get; } =
        Directory.CreateDirectory(Path.Combine(Environment.GetEnvironmentVariable("CODERUNNER_RUN") ?? Path.Combine(Repository.Root, ".run", "test"), "screenshots")).FullName;

    public static Task<IBrowserContext> OpenAsync(int width, int height, bool scripts = true) => OpenAsync(Chromium, width, height, scripts);

    public static Task<IBrowserContext> OpenFirefoxAsync(int width, int height) => OpenAsync(Firefox, width, height, scripts: true);

    private static async Task<IBrowserContext> OpenAsync(Shared<Browser> engine, int width, int height, bool scripts)
    {
        var shared = await engine.GetAsync();
        var window = await shared.browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = scripts,
        });
        window.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        return window;
    }

    /// <summary>Signs in as a person does, and is at a path of the dashboard then.</summary>
    public static async Task SignInAsync(IPage page, Uri web, string email, string place = "/")
    {
        await page.GotoAsync(new Uri(web, $"/login?returnUrl={Uri.EscapeDataString(place)}").ToString());
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(PlatformClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // Not WaitForURL: it waits for the load event, too, which may have come just before it looks.
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/login"));
    }

    /// <summary>Goes there with a page whose session is over; that may lead the page to the sign-in page by itself at the same moment.</summary>
    public static async Task GoUnlessLedAsync(IPage page, Uri place)
    {
        try
        {
            await page.GotoAsync(place.ToString());
        }
        catch (PlaywrightException led) when (led.Message.Contains("interrupted by another navigation", StringComparison.Ordinal))
        {
            // The page was quicker.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<Browser> StartAsync(Func<IPlaywright, IBrowserType> engine, BrowserTypeLaunchOptions options)
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await engine(playwright).LaunchAsync(options));
    }
}
