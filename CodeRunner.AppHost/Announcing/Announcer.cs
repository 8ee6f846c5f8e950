using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.AppHost.Announcing;

/// <summary>
/// Tells the person (and, through files in the run directory, the launcher) how the start goes: a line per resource that changes, the addresses when all is healthy,
/// and the last lines of what did not get healthy.
/// </summary>
internal sealed class Announcer(
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    DistributedApplicationModel model,
    IConfiguration configuration,
    RunFiles files,
    TimeProvider time) : BackgroundService
{
    private readonly Dictionary<string, ResourceReport> reports = [];
    private readonly long startedAt = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        files.Clear();
        var patience = configuration.GetValue("Announcing:Patience", TimeSpan.FromMinutes(3));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        deadline.CancelAfter(patience);
        try
        {
            var failed = await WatchAsync(deadline.Token);
            if (failed is null)
                Ready();
            else
                await FailAsync([failed], stoppingToken);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            await FailAsync([.. reports.Values.Where(report => report.Progress != Progress.Ready)], stoppingToken);
        }
    }

    /// <summary>Returns when every resource is ready (null) or one can't become it.</summary>
    private async Task<ResourceReport?> WatchAsync(CancellationToken cancellationToken)
    {
        var expected = model.Resources.Where(resource => resource is not ParameterResource).Select(resource => resource.Name).ToHashSet();
        var once = model.Resources.SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
            .Select(wait => wait.Resource.Name)
            .ToHashSet();
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (!expected.Contains(change.Resource.Name))
                continue;
            var report = ResourceReport.From(change, once.Contains(change.Resource.Name));
            if (reports.TryGetValue(change.ResourceId, out var before) && before == report)
                continue;
            reports[change.ResourceId] = report;
            if (before?.Progress != report.Progress)
                Say(report);
            if (report.Progress == Progress.Failed)
                return report;
            if (expected.IsSubsetOf(reports.Values.Select(known => known.Name)) && reports.Values.All(known => known.Progress == Progress.Ready))
                return null;
        }
        return null;
    }

    private void Say(ResourceReport report)
    {
        var mark = report.Progress switch { Progress.Ready => "✓", Progress.Failed => "✗", _ => "·" };
        Console.WriteLine($"  {mark} {report.Name,-12} {report.State?.ToLowerInvariant(),-16} {time.GetElapsedTime(startedAt).TotalSeconds,5:0.0} s");
    }

    private void Ready()
    {
        var endpoints = Endpoints.Of(model, configuration);
        files.WriteEndpoints(JsonSerializer.Serialize(endpoints, JsonSerializerOptions.Web));
        Console.WriteLine();
        Console.WriteLine($"CodeRunner is up.  Open  {endpoints.Web}");
        Console.WriteLine($"  apps       http://<slug>.localhost:{new Uri(endpoints.Apps).Port}");
        Console.WriteLine($"  api        {endpoints.Api}/openapi/v1.json");
        if (endpoints.Dashboard is not null)
            Console.WriteLine($"  resources  {endpoints.Dashboard}   (the login link is in the log above)");
        files.WriteOutcome("ready");
    }

    private async Task FailAsync(IReadOnlyList<ResourceReport> failed, CancellationToken cancellationToken)
    {
        foreach (var report in failed)
        {
            Console.WriteLine();
            Console.WriteLine($"✗ {report.Name} did not become healthy: {report.Describe()}. Its last lines:");
            foreach (var line in await LastLines.OfAsync(logs, report.Name, cancellationToken))
                Console.WriteLine($"    {line}");
        }
        files.WriteOutcome("failed");
    }
}
