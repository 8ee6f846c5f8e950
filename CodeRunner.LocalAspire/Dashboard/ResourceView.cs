using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>A resource, or one replica, as the dashboard shows it.</summary>
internal sealed record ResourceView(string Id, IResource Resource, CustomResourceSnapshot Snapshot, IReadOnlyList<string> Commands)
{
    private static readonly string[] Tones = ["bad", "warn", "ok", "idle"];

    public string State => Snapshot.State?.Text ?? KnownResourceStates.NotStarted;

    public bool IsRunning => State == KnownResourceStates.Running;

    /// <summary>What the colour means; the word is always beside it.</summary>
    public string Tone => State switch
    {
        _ when State == KnownResourceStates.FailedToStart || State == KnownResourceStates.ValueMissing => "bad",
        _ when ResourceNotificationService.HasEnded(Snapshot) => Snapshot.ExitCode is null or 0 ? "idle" : "bad",
        _ when IsRunning => Snapshot.HealthStatus == HealthStatus.Healthy ? "ok" : "warn",
        _ when State == KnownResourceStates.NotStarted => "idle",
        _ => "warn",
    };

    /// <summary>The state in words, with the exit code or the health where they say more.</summary>
    public string Words => this switch
    {
        { Snapshot.ExitCode: { } code } when !IsRunning => $"{State}, exit {code}",
        { IsRunning: true, Snapshot.HealthStatus: not HealthStatus.Healthy } => "Running, unhealthy",
        _ => State,
    };

    /// <summary>One line for what needs a person.</summary>
    public string? Reason => IsRunning
        ? Snapshot.HealthReports.FirstOrDefault(report => report.Status != HealthStatus.Healthy) switch
        {
            null => null,
            { Status: null } => "Not checked yet.",
            var report => report.Description,
        }
        : State == KnownResourceStates.Waiting ? "Waits for " + string.Join(", ", Awaited()) : null;

    /// <summary>What needs a person comes first, parameters last.</summary>
    public static IReadOnlyList<ResourceView> All(LocalOrchestrator orchestrator, RunnerServices services) =>
    [
        .. services.Notifications.Current()
            .Select(each => new ResourceView(each.ResourceId, each.Resource, each.Snapshot, orchestrator.Find(each.ResourceId)?.Commands ?? []))
            .OrderBy(view => view.Resource is ParameterResource && view.Tone == "ok")
            .ThenBy(view => Array.IndexOf(Tones, view.Tone)),
    ];

    private IEnumerable<string> Awaited() => Resource is IResourceWithParent child
        ? [child.Parent.Name]
        : Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Distinct();
}
