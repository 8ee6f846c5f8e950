using System.Diagnostics;
using System.Drawing;
using OpenQA.Selenium;
using OpenQA.Selenium.Remote;

namespace CodeRunner.Tests.Support.Engines;

/// <summary>WebKitGTK, which has Safari's engine: one display and one driver for the whole run, and a browser for each window. The driver has one window at a time.</summary>
internal sealed class WebKit : IAsyncDisposable
{
    private static readonly Shared<WebKit> Engine = new(StartAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Under C, which many servers have, its pages are told a language by the name of C, which Intl refuses.
    private static readonly (string Name, string Value)[] Settings = [("LC_ALL", "en_US.UTF-8"), ("LIBGL_ALWAYS_SOFTWARE", "1")];

    private readonly Process display;
    private readonly Process driver;
    private readonly Uri address;

    private WebKit(Process display, Process driver, Uri address) => (this.display, this.driver, this.address) = (display, driver, address);

    public static async Task<IWindow> OpenAsync(int width, int height)
    {
        var engine = await Engine.GetAsync();
        return await Task.Run(() =>
        {
            var remote = new RemoteWebDriver(engine.address, new MiniBrowser().ToCapabilities(), Patience);
            remote.Manage().Window.Size = new Size(width, height);
            return new WebDriverWindow(remote);
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { driver, display })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task<WebKit> StartAsync()
    {
        var display = Start("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1300x24", "-nolisten", "tcp"]);
        var number = await display.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        var port = FreePort.Next();
        var driver = Start("WebKitWebDriver", ["--host=127.0.0.1", $"--port={port}"], [("DISPLAY", $":{number}"), .. Settings]);
        var address = new Uri($"http://127.0.0.1:{port}");
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.BeTrueAsync(() => AnswersAsync(http), "WebKit's driver answers", Patience);
        return new WebKit(display, driver, address);
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
