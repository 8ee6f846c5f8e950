using System.Diagnostics;
using System.Drawing;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;

namespace CodeRunner.Tests.Support.Engines;

/// <summary>
/// WebKitGTK, which has Safari's engine: one display for the whole run, and a driver with a browser for each window. Its end is the driver's, asked or not: of one that answers no more nobody could ask it.
/// </summary>
internal sealed class WebKit : IAsyncDisposable
{
    private static readonly Shared<WebKit> Display = new(StartAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Under C, which many servers have, its pages are told a language by the name of C, which Intl refuses.
    private static readonly (string Name, string Value)[] Settings = [("LC_ALL", "en_US.UTF-8"), ("LIBGL_ALWAYS_SOFTWARE", "1")];

    private readonly Process display;
    private readonly string number;

    private WebKit(Process display, string number) => (this.display, this.number) = (display, number);

    public static async Task<IWindow> OpenAsync(int width, int height)
    {
        var display = await Display.GetAsync();
        var port = FreePort.Next();
        var driver = Start("WebKitWebDriver", ["--host=127.0.0.1", $"--port={port}"], [("DISPLAY", $":{display.number}"), .. Settings]);
        try
        {
            var address = new Uri($"http://127.0.0.1:{port}");
            using var http = new HttpClient { BaseAddress = address };
            await Eventually.BeTrueAsync(() => AnswersAsync(http), "WebKit's driver answers", Patience);
            return await Task.Run(() =>
            {
                var remote = new RemoteWebDriver(address, new MiniBrowser().ToCapabilities(), Patience);
                remote.Manage().Window.Size = new Size(width, height);
                return new WebDriverWindow(remote, () => EndAsync(driver));
            });
        }
        catch
        {
            await EndAsync(driver);
            throw;
        }
    }

    /// <summary>
    /// Whether it is the driver that failed: of two commands whose waits for a page meet, it may lose one and then answers nothing (https://bugs.webkit.org/show_bug.cgi?id=323447, in Debian 12).
    /// </summary>
    public static bool AnswersNoMore(Exception fault) => fault is WebDriverException { InnerException: TaskCanceledException };

    public ValueTask DisposeAsync() => EndAsync(display);

    private static async Task<WebKit> StartAsync()
    {
        var display = Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1300x24", "-nolisten", "tcp"]);
        return new WebKit(display, (await display.StandardOutput.ReadLineAsync().WaitAsync(Patience))!);
    }

    private static async ValueTask EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/status");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The driver knows where its browser is.</summary>
    private sealed class MiniBrowser : DriverOptions
    {
        public MiniBrowser() => BrowserName = "MiniBrowser";

        public override void AddAdditionalOption(string capabilityName, object capabilityValue) => throw new NotSupportedException();

        public override ICapabilities ToCapabilities() => GenerateDesiredCapabilities(isSpecificationCompliant: true).AsReadOnly();
    }
}
