using System.Net;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd.Engines;

/// <summary>The whole way of an app through the dashboard, as a person goes it in any engine. Each engine has a class of its own, so that they run beside each other.</summary>
public abstract class EngineJourney
{
    private readonly string engine;

    private protected EngineJourney(string engine) => this.engine = engine;

    private protected abstract Task<IWindow> OpenAsync(int width, int height);

    /// <summary>A driver that answers no more says nothing of the dashboard: the way is gone once more from its beginning, with another.</summary>
    protected async Task GoAsync(string size, int width, int height)
    {
        var name = $"engine-{engine}-{size}";
        try
        {
            await GoAsync(name, size, width, height);
        }
        catch (Exception fault) when (WebKit.AnswersNoMore(fault))
        {
            await Console.Error.WriteLineAsync($"The driver of {engine} answered no more ({size}), and the journey begins anew: {fault.Message}");
            await GoAsync($"{name}-2", size, width, height);
        }
    }

    private async Task GoAsync(string name, string size, int width, int height)
    {
        var cloud = await Cloud.GetAsync();
        await using var window = await OpenAsync(width, height);
        try
        {
            await GoAsync(window, cloud, name, $"{engine}-{size}");
        }
        catch
        {
            await Task.WhenAny(window.ShootAsync($"{engine}-{size}-failed")); // where it fails as well, it is the first failure that is of interest
            throw;
        }
    }

    private static async Task GoAsync(IWindow window, Cloud cloud, string name, string picture)
    {
        Task ShootAsync(string step) => FitsAndIsShotAsync(window, $"{picture}-{step}");

        await RegisterAsync(window, cloud.Web);
        await Stylesheets.AreUnderstoodAsync(window);
        await ChooseSourceAsync(window, name);
        await ShootAsync("1-new");
        await window.PressAsync("Deploy");
        await SeesStateAsync(window, "running");
        await LogsAsync(window, "listens on port");
        using (var visitor = new IngressClient(cloud.Apps))
            await visitor.AnswersAsync(name, HttpStatusCode.NotFound, path: "/seen-by-the-log");
        await LogsAsync(window, "/seen-by-the-log");
        await ShootAsync("2-running");

        await window.FollowAsync("Metrics");
        await window.HoldsAsync("(canvases => canvases.length >= 4 && canvases.every(each => each.width > 0 && each.offsetWidth > 0))([...document.querySelectorAll('.charts:not([data-waits]) canvas')])");
        await window.HoldsAsync("document.querySelector('.metrics [data-part=status]').dataset.status === 'live'");
        await ShootAsync("3-metrics");

        await ConfigureAsync(window);
        await ReloadAsync(window);
        await ShootAsync("4-configuration");

        await window.FollowAsync("Overview");
        await window.PressAsync("Stop");
        await SeesStateAsync(window, "stopped");
        await window.PressAsync("Delete");
        await window.FillAsync($"Type {name} to confirm", name);
        await ShootAsync("5-delete");
        await window.PressAsync("Delete");
        await window.SeesAsync("This deployment is deleted");
        await ShootAsync("6-deleted");
    }

    private static async Task RegisterAsync(IWindow window, Uri web)
    {
        await window.OpenAsync(new Uri(web, "/register"));
        await window.FillAsync("Name", "Ada");
        await window.FillAsync("E-mail", $"ada-{Guid.NewGuid():n}@example.org");
        await window.FillAsync("Password", PlatformClient.Password);
        await window.PressAsync("Create account");
        await window.PressAsync("Create a project");
        await window.FillAsync("Project name", "Engines");
        await window.PressAsync("Create project");
    }

    private static async Task ChooseSourceAsync(IWindow window, string name)
    {
        await window.SeesAsync("Hand over source");
        await window.FillAsync("Name", name);
        await window.ChooseAsync("Template");
        await window.ChooseAsync("Node.js HTTP server");
    }

    private static async Task ConfigureAsync(IWindow window)
    {
        await window.FollowAsync("Configuration");
        await window.PressAsync("Add");
        await window.FillAsync("Key", "GREETING");
        await window.FillAsync("Value", "hello");
        await window.PressAsync("Save");
        await window.SeesAsync("GREETING");
    }

    /// <summary>Loaded anew, the page is where it was; where the row of tabs is wider than it, the open one is in sight.</summary>
    private static async Task ReloadAsync(IWindow window)
    {
        await window.ReloadAsync();
        await window.SeesAsync("GREETING");
        await window.HoldsAsync(
            "(([row, tab]) => tab.left >= row.left - 1 && tab.right <= row.right + 1 && tab.width > 0)(['.tabs', '.tabs .on'].map(each => document.querySelector(each).getBoundingClientRect()))");
    }

    private static Task SeesStateAsync(IWindow window, string state) => window.HoldsAsync($"document.querySelector('[aria-label=State]')?.innerText === '{state}'");

    private static Task LogsAsync(IWindow window, string text) => window.HoldsAsync($"document.querySelector('[role=log]')?.innerText.includes('{text}')");

    private static async Task FitsAndIsShotAsync(IWindow window, string name)
    {
        await window.ShootAsync(name);
        await window.HoldsAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }
}
