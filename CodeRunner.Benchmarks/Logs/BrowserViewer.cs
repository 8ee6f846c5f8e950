using System.Text.Json;
using Microsoft.Playwright;

namespace CodeRunner.Benchmarks.Logs;

/// <summary>A person's browser: signed in at Web, with the same client that the dashboard uses, which goes through Web to the hub.</summary>
internal sealed class BrowserViewer : IAsyncDisposable
{
    private const string Connect = """
        async () => {
          if (!globalThis.signalR) await import('/lib/signalr.min.js');
          const connection = new signalR.HubConnectionBuilder().withUrl('/hubs/live', { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets }).configureLogging(signalR.LogLevel.Error).build();
          const seen = globalThis.seen = { lines: 0, missing: 0, last: null, waits: [] };
          connection.on('lines', (records) => {
            const now = performance.timeOrigin + performance.now();
            for (const record of records) {
              if (record.gap) seen.missing += record.gap.lines;
              if (!record.text?.startsWith('line ')) continue;
              const [, number, time] = record.text.split(' ');
              if (seen.last !== null) seen.missing += Math.abs(Number(number) - seen.last - 1);
              seen.last = Number(number);
              seen.lines++;
              seen.waits.push(now - Number(time));
            }
          });
          globalThis.connection = connection;
        }
        """;

    private const string TimeConnect = """
        async ([id, cursor]) => {
          const connection = new signalR.HubConnectionBuilder().withUrl('/hubs/live', { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets }).configureLogging(signalR.LogLevel.Error).build();
          const began = performance.now();
          await connection.start();
          await connection.invoke('SubscribeDeployment', id, cursor);
          const took = performance.now() - began;
          await connection.stop();
          return took;
        }
        """;

    private const string TimeNothing = """
        async () => {
          const began = performance.now();
          await (await fetch('/alive')).text();
          return performance.now() - began;
        }
        """;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IPage page;

    private BrowserViewer(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, this.page) = (playwright, browser, page);

    public static async Task<BrowserViewer> OpenAsync(Platform platform)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(platform.Web, "/login").ToString());
        await page.GetByLabel("E-mail").FillAsync(Platform.Email);
        await page.GetByLabel("Password").FillAsync(Platform.Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1, Name = "Home" }).WaitForAsync();
        await page.EvaluateAsync(Connect);
        return new BrowserViewer(playwright, browser, page);
    }

    /// <summary>Milliseconds from the beginning of a connection to the hub's answer to what it asks for.</summary>
    public Task<double> TimeConnectAsync(Guid deployment, string cursor) => page.EvaluateAsync<double>(TimeConnect, new object[] { deployment, cursor });

    /// <summary>Milliseconds that the browser takes to ask Web for what costs it nothing: a connection can't be quicker here.</summary>
    public Task<double> TimeNothingAsync() => page.EvaluateAsync<double>(TimeNothing);

    public async Task WatchAsync(Guid deployment, string cursor)
    {
        await page.EvaluateAsync("() => connection.start()");
        await page.EvaluateAsync("([id, cursor]) => connection.invoke('SubscribeDeployment', id, cursor)", new object[] { deployment, cursor });
    }

    /// <summary>The number in the last line, 0 before the first.</summary>
    public Task<long> LastAsync() => page.EvaluateAsync<long>("() => seen.last ?? 0");

    /// <summary>What came since this was asked before: how long each line took in milliseconds, and how many were missing between them.</summary>
    public async Task<(double[] Waits, long Missing)> TakeAsync()
    {
        var taken = await page.EvaluateAsync<string>("() => { const it = JSON.stringify([seen.waits, seen.missing]); seen.waits = []; seen.missing = 0; return it; }");
        using var json = JsonDocument.Parse(taken);
        return ([.. json.RootElement[0].EnumerateArray().Select(each => each.GetDouble())], json.RootElement[1].GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
