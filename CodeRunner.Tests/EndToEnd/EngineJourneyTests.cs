using System.Net;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>The whole way of an app through the dashboard, in each engine that people have: Chromium (Chrome, Edge), Firefox, and Safari's WebKit.</summary>
public sealed class EngineJourneyTests
{
    [Theory]
    [InlineData("chromium", "tablet", 768, 1024)]
    [InlineData("firefox", "desktop", 1440, 900)]
    [InlineData("firefox", "phone", 360, 800)]
    [InlineData("webkit", "desktop", 1440, 900)]
    [InlineData("webkit", "phone", 400, 800)] // its window gets no narrower
    public async Task A_person_registers_deploys_watches_configures_stops_and_deletes(string engine, string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        var name = $"engine-{engine}-{size}";
        await using var window = await OpenAsync(engine, width, height);
        Task ShootAsync(string step) => window.ShootAsync($"{engine}-{size}-{step}");

        await window.OpenAsync(new Uri(cloud.Web, "/register"));
        await window.FillAsync("Name", "Ada");
        await window.FillAsync("E-mail", $"ada-{Guid.NewGuid():n}@example.org");
        await window.FillAsync("Password", PlatformClient.Password);
        await window.PressAsync("Create account");
        await window.PressAsync("Create a project");
        await window.FillAsync("Project name", "Engines");
        await window.PressAsync("Create project");

        await window.SeesAsync("Hand over source");
        await window.FillAsync("Name", name);
        await window.ChooseAsync("Template");
        await window.ChooseAsync("Node.js HTTP server");
        await ShootAsync("1-new");
        await window.PressAsync("Deploy");
        await window.HoldsAsync("document.querySelector('[aria-label=State]')?.innerText === 'running'");
        await window.HoldsAsync("document.querySelector('[role=log]').innerText.includes('listens on port')");
        using (var visitor = new IngressClient(cloud.Apps))
            await visitor.AnswersAsync(name, HttpStatusCode.NotFound, path: "/seen-by-the-log");
        await window.HoldsAsync("document.querySelector('[role=log]').innerText.includes('/seen-by-the-log')");
        await ShootAsync("2-running");

        await window.FollowAsync("Metrics");
        await window.HoldsAsync("document.querySelectorAll('canvas').length >= 4 && [...document.querySelectorAll('canvas')].every(canvas => canvas.width > 0)");
        await window.HoldsAsync("document.querySelector('.live').dataset.status === 'live'");
        await ShootAsync("3-metrics");

        await window.FollowAsync("Configuration");
        await window.PressAsync("Add");
        await window.FillAsync("Key", "GREETING");
        await window.FillAsync("Value", "hello");
        await window.PressAsync("Save");
        await window.SeesAsync("GREETING");
        await ShootAsync("4-configuration");

        await window.FollowAsync("Overview");
        await window.PressAsync("Stop");
        await window.HoldsAsync("document.querySelector('[aria-label=State]')?.innerText === 'stopped'");
        await window.PressAsync("Delete");
        await window.FillAsync($"Type {name} to confirm", name);
        await ShootAsync("5-delete");
        await window.PressAsync("Delete");
        await window.SeesAsync("This deployment is deleted");
        await window.HoldsAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    private static async Task<IWindow> OpenAsync(string engine, int width, int height) => engine switch
    {
        "chromium" => new PlaywrightWindow(await (await Browser.OpenAsync(width, height)).NewPageAsync()),
        "firefox" => new PlaywrightWindow(await (await Browser.OpenFirefoxAsync(width, height)).NewPageAsync()),
        "webkit" => await WebKit.OpenAsync(width, height),
        _ => throw new ArgumentOutOfRangeException(nameof(engine)),
    };
}
