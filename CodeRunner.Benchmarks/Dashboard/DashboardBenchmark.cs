using CodeRunner.Benchmarks.Load;
using CodeRunner.Benchmarks.Logs;

namespace CodeRunner.Benchmarks.Dashboard;

/// <summary>How soon a page of the dashboard hears clicks, how much script it loads, how smoothly a long log scrolls, and what open pages cost Web. Chromium draws in software here.</summary>
internal sealed class DashboardBenchmark : IBenchmark
{
    private const int Loads = 15;
    private const int LoadsBefore = 5;
    private const int Lines = 100_000;
    private const int LinesPerSecond = 5_000;
    private const int PagesBefore = 20;
    private const int Pages = 100;
    private const double ScriptTarget = 300;
    private const double InteractiveTarget = 1_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Name => "dashboard";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(cancellationToken);
        using var app = await WriterApp.DeployAsync(platform, cancellationToken);
        await using var person = await DashboardPerson.SignInAsync(platform.Web);
        await LoadAsync(report, person);
        await ScriptsAsync(report, person, app);
        await ScrollAsync(report, platform, person, app, cancellationToken);
        await OpenAsync(report, platform, person, cancellationToken);
    }

    private static async Task LoadAsync(Report report, DashboardPerson person)
    {
        for (var load = 0; load < LoadsBefore; load++)
            await person.LoadAsync("/"); // else it would be the compiler of a Web that has just started that is measured
        var loads = new List<(PageLoad Cold, PageLoad Warm)>();
        for (var load = 0; load < Loads; load++)
            loads.Add(await person.LoadTwiceAsync("/"));
        Say("cold", loads.ConvertAll(load => load.Cold));
        Say("warm", loads.ConvertAll(load => load.Warm));

        void Say(string cache, List<PageLoad> pages)
        {
            report.Add($"dashboard.interactive.{cache}.p50", Samples.Median(pages.Select(page => page.Interactive)), "ms", InteractiveTarget);
            report.Add($"dashboard.interactive.{cache}.p95", Samples.Percentile(pages.Select(page => page.Interactive), 0.95), "ms");
            report.Add($"dashboard.painted.{cache}.p50", Samples.Median(pages.Select(page => page.Painted)), "ms");
        }
    }

    private static async Task ScriptsAsync(Report report, DashboardPerson person, WriterApp app)
    {
        foreach (var (name, place) in new[] { ("home", "/"), ("logs", $"/deployments/{app.Id}/logs"), ("metrics", $"/deployments/{app.Id}/metrics") })
        {
            var scripts = (await person.LoadAsync(place)).Scripts;
            report.Add($"dashboard.scripts.{name}", scripts.Values.Sum() / 1024, "KiB", ScriptTarget);
            report.WriteLine(new { page = name, bytes = scripts.OrderByDescending(script => script.Value).ToDictionary() });
        }
    }

    private static async Task ScrollAsync(Report report, Platform platform, DashboardPerson person, WriterApp app, CancellationToken cancellationToken)
    {
        await app.WriteAsync(LinesPerSecond, Lines / LinesPerSecond, cancellationToken);
        await Wait.UntilAsync(async () => await app.CountAsync(cancellationToken) >= Lines, "all lines are written", Patience, cancellationToken, Wait.Seldom);
        await Task.Delay(Settling, cancellationToken);
        await platform.SignInAgainAsync(cancellationToken);
        var log = await person.ScrollLogAsync($"/deployments/{app.Id}/logs", Lines);
        report.AddAtLeast("dashboard.log.lines", log.Lines, "lines", Lines);
        report.AddAtLeast("dashboard.log.frames", 1000 / Samples.Median(log.Frames), "fps", 55);
        report.Add("dashboard.log.frame.p95", Samples.Percentile(log.Frames, 0.95), "ms");
        report.Add("dashboard.log.late", 100.0 * log.Frames.Count(frame => frame > 33) / log.Frames.Count, "% > 33 ms");
        report.Add("dashboard.log.elements", log.Elements, "elements");
    }

    private static async Task OpenAsync(Report report, Platform platform, DashboardPerson person, CancellationToken cancellationToken)
    {
        var web = ProcessGroup.Tree(await platform.ProcessIdAsync("web", cancellationToken));
        await person.KeepOpenAsync("/", PagesBefore);
        await Task.Delay(Settling, cancellationToken);
        var before = web.Mebibytes();
        await person.KeepOpenAsync("/", Pages);
        await Task.Delay(Settling, cancellationToken);
        report.Add("dashboard.memory.web", web.Mebibytes(), "MiB PSS");
        report.Add("dashboard.memory.page", 1024 * (web.Mebibytes() - before) / Pages, "KiB PSS");
    }
}
