using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace CodeRunner.Benchmarks.Dashboard;

/// <summary>Somebody with a browser who is signed in; each visit is one to a browser that has seen nothing of the dashboard yet.</summary>
internal sealed class DashboardPerson : IAsyncDisposable
{
    private const float Patience = 120_000;

    /// <summary>Before any script of the page: writes down when the first button that needs the circuit can be pressed.</summary>
    private const string Watch = """
        globalThis.interactive = new Promise((heard) => {
          const look = () => document.querySelector(".palette-open:not(:disabled)") && (heard(performance.now()), true);
          new MutationObserver((_, watch) => look() && watch.disconnect()).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
        });
        """;

    private const string Painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0";

    /// <summary>Reads back until all is on the page, then from the end to the beginning a screen each frame.</summary>
    private const string Scroll = """
        async (wanted) => {
          const log = document.querySelector("[data-part=lines]");
          const older = document.querySelector("[data-part=older]");
          const frame = () => new Promise(requestAnimationFrame);
          const held = () => Number(document.querySelector("[data-part=count]").textContent.replace(/\D/g, ""));
          for (let before = -1; held() < wanted && !older.hidden && held() !== before; ) {
            before = held();
            log.scrollTop = 0;
            older.click();
            for (let waited = 0; waited < 600 && held() === before; waited++) await frame();
          }
          log.scrollTop = log.scrollHeight;
          for (let settling = 0; settling < 60; settling++) await frame();
          const step = log.clientHeight;
          const frames = [];
          let last = await frame();
          while (log.scrollTop > 0) {
            log.scrollTop -= step;
            const now = await frame();
            frames.push(now - last);
            last = now;
          }
          return JSON.stringify([held(), log.querySelectorAll("*").length, frames]);
        }
        """;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly Uri web;
    private readonly string session;
    private readonly List<IBrowserContext> open = [];

    private DashboardPerson(IPlaywright playwright, IBrowser browser, Uri web, string session) => (this.playwright, this.browser, this.web, this.session) = (playwright, browser, web, session);

    public static async Task<DashboardPerson> SignInAsync(Uri web)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(web, "/login").ToString());
        await page.GetByLabel("E-mail").FillAsync(Platform.Email);
        await page.GetByLabel("Password").FillAsync(Platform.Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1, Name = "Home" }).WaitForAsync();
        var session = await page.Context.StorageStateAsync();
        await page.CloseAsync();
        return new DashboardPerson(playwright, browser, web, session);
    }

    public async Task<PageLoad> LoadAsync(string place)
    {
        await using var window = await OpenAsync();
        return await LoadAsync(await window.NewPageAsync(), place);
    }

    /// <summary>First with an empty cache, then once more.</summary>
    public async Task<(PageLoad Cold, PageLoad Warm)> LoadTwiceAsync(string place)
    {
        await using var window = await OpenAsync();
        var page = await window.NewPageAsync();
        var cold = await LoadAsync(page, place);
        await page.GotoAsync("about:blank");
        return (cold, await LoadAsync(page, place));
    }

    public async Task<LogScroll> ScrollLogAsync(string place, int lines)
    {
        await using var window = await OpenAsync();
        var page = await window.NewPageAsync();
        await LoadAsync(page, place);
        await page.Locator("[data-part=lines] .r").First.WaitForAsync();
        using var json = JsonDocument.Parse(await page.EvaluateAsync<string>(Scroll, lines));
        return new(json.RootElement[0].GetInt32(), json.RootElement[1].GetInt32(), [.. json.RootElement[2].EnumerateArray().Select(frame => frame.GetDouble())]);
    }

    /// <summary>Opens so many pages more, which stay open until the end.</summary>
    public async Task KeepOpenAsync(string place, int pages)
    {
        var window = await OpenAsync();
        open.Add(window);
        for (var page = 0; page < pages; page++)
            await LoadAsync(await window.NewPageAsync(), place);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in open)
            await window.DisposeAsync();
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private async Task<IBrowserContext> OpenAsync()
    {
        var window = await browser.NewContextAsync(new BrowserNewContextOptions { StorageState = session, ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        window.SetDefaultTimeout(Patience);
        await window.AddInitScriptAsync(Watch);
        return window;
    }

    private async Task<PageLoad> LoadAsync(IPage page, string place)
    {
        var wire = await page.Context.NewCDPSessionAsync(page);
        var scripts = new ConcurrentDictionary<string, string>();
        var bytes = new ConcurrentDictionary<string, double>();
        wire.Event("Network.responseReceived").OnEvent += (_, told) =>
        {
            if (told?.GetProperty("type").GetString() == "Script")
                scripts[told.Value.GetProperty("requestId").GetString()!] = new Uri(told.Value.GetProperty("response").GetProperty("url").GetString()!).AbsolutePath;
        };
        wire.Event("Network.loadingFinished").OnEvent += (_, told) =>
        {
            if (told is { } done && scripts.TryGetValue(done.GetProperty("requestId").GetString()!, out var script))
                bytes[script] = done.GetProperty("encodedDataLength").GetDouble();
        };
        await wire.SendAsync("Network.enable");
        await page.GotoAsync(new Uri(web, place).ToString());
        var interactive = await page.EvaluateAsync<double>("() => interactive");
        await page.WaitForFunctionAsync("() => document.querySelector('.live')?.dataset.status === 'live'");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle); // its last script has come then
        await wire.DetachAsync();
        return new(await page.EvaluateAsync<double>(Painted), interactive, bytes);
    }
}
