using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.AppHost.Announcing;

/// <summary>What is known of one resource (or one replica of it) at a moment.</summary>
/// <remarks>What <see cref="RunsOnce"/> is ready when it has ended well, as migrations are.</remarks>
internal sealed record ResourceReport(string Name, string? State, HealthStatus? Health, int? ExitCode, bool RunsOnce)
{
    public static ResourceReport From(ResourceEvent change, bool runsOnce) =>
        new(change.Resource.Name, change.Snapshot.State?.Text, change.Snapshot.HealthStatus, change.Snapshot.ExitCode, runsOnce);

    public Progress Progress => State switch
    {
        _ when State == KnownResourceStates.FailedToStart => Progress.Failed,
        _ when State == KnownResourceStates.Finished || State == KnownResourceStates.Exited => RunsOnce && ExitCode == 0 ? Progress.Ready : Progress.Failed,
        _ when State == KnownResourceStates.Running && !RunsOnce && (Health is null or HealthStatus.Healthy) => Progress.Ready,
        _ => Progress.Starting,
    };

    public string Describe() => (State, ExitCode, Health) switch
    {
        (_, { } code, _) when Progress == Progress.Failed => $"it ended with exit code {code}",
        ({ } state, _, { } health) when state == KnownResourceStates.Running => $"it runs, but its health check says {health.ToString().ToLowerInvariant()}",
        ({ } state, _, _) => $"its state is {state}",
        _ => "it was never started",
    };
}
