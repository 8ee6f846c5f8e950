using System.Collections.Concurrent;
using System.Text;
using CodeRunner.Tests.Support;
using Microsoft.Playwright;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>Keeps the pages of the dashboard as a browser has them, and all frames that go to and fro.</summary>
internal static class DashboardTap
{
    public static async Task LookAsync(Cloud cloud, string email, IReadOnlyList<(string Path, string Shows)> pages, Evidence evidence)
    {
        await using var window = await Browser.OpenAsync(1440, 900);
        var page = await window.NewPageAsync();
        var frames = new ConcurrentQueue<byte[]>();
        void Keep(object? sender, IWebSocketFrame frame) => frames.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += Keep;
            socket.FrameSent += Keep;
        };
        await Browser.SignInAsync(page, cloud.Web, email);
        foreach (var (path, shows) in pages)
        {
            await page.GotoAsync(new Uri(cloud.Web, path).ToString());
            await Assertions.Expect(page.GetByText(shows).Locator("visible=true").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 120_000 });
            // The page is readable before its circuit has said anything, and frames are what is wanted here.
            var wanted = Encoding.UTF8.GetBytes(shows);
            await Eventually.BeTrueAsync(() => Task.FromResult(frames.Any(frame => frame.AsSpan().IndexOf(wanted) >= 0)), $"the circuit of {path} shows {shows}");
            evidence.Add("pages of the dashboard", await page.ContentAsync());
            while (frames.TryDequeue(out var frame))
                evidence.Add("frames of the dashboard", frame);
        }
    }
}
