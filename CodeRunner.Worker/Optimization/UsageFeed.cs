using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Learning;
using CodeRunner.Core.Optimization.Recommending;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Optimization;

/// <summary>What this Worker sees of its deployments anyway, gathered until something is learned of it. Bounded by what runs here.</summary>
internal sealed class UsageFeed(TimeProvider clock)
{
    private static readonly TimeSpan LooksKept = TimeSpan.FromMinutes(5);

    /// <summary>Of the memory limit: who holds more and asks for still more waits for it.</summary>
    private const double FullMemory = 0.95;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, UsageWindow> windows = [];
    private readonly Dictionary<Guid, List<(UsageEnd End, double MemoryLimit)>> ends = [];
    private readonly Dictionary<Guid, SandboxLook> looks = [];
    private readonly HashSet<Guid> muted = [];

    /// <summary>Nothing is learned of a deployment until <see cref="Unmute"/>: what is done to it now is not how it is used.</summary>
    public void Mute(Guid deploymentId)
    {
        lock (gate)
            muted.Add(deploymentId);
    }

    public void Unmute(Guid deploymentId)
    {
        lock (gate)
            muted.Remove(deploymentId);
    }

    /// <summary>A second: what instances used, and what this Worker's ingress counted of all deployments.</summary>
    public void Tell(IReadOnlyList<(SandboxLabels Labels, Usage Usage)> measured, IReadOnlyList<CountedTraffic> counted)
    {
        lock (gate)
        {
            var seen = new HashSet<UsageWindow>();
            foreach (var (labels, usage) in measured)
            {
                if (labels.InstanceId is not { } instance || muted.Contains(labels.DeploymentId))
                    continue;
                var window = WindowOf(labels.DeploymentId);
                window.Add(instance, usage);
                seen.Add(window);
            }
            foreach (var (id, traffic, latency, queued) in counted)
            {
                if (!muted.Contains(id))
                    windows.GetValueOrDefault(id)?.Add(traffic, latency, queued);
            }
            foreach (var window in seen)
                window.Next();
        }
    }

    /// <summary>How a sandbox of an instance presses against its limits since its start.</summary>
    public void Press(Guid sandboxId, SandboxLabels labels, Limits limits, Strain strain)
    {
        if (labels.InstanceId is null)
            return;
        lock (gate)
        {
            var now = new SandboxLook(clock.GetTimestamp(), strain.Slowed, strain.MemoryHits);
            if (looks.TryGetValue(sandboxId, out var before) && !muted.Contains(labels.DeploymentId))
            {
                var time = clock.GetElapsedTime(before.At, now.At);
                double? throttled = now.Slowed is { } slowed && before.Slowed is { } was && time > TimeSpan.Zero ? (slowed - was) / time : null;
                double? stalled = strain.MemoryBytes is { } bytes && now.MemoryHits is { } hits && before.MemoryHits is { } had
                    ? hits > had && bytes >= FullMemory * limits.MemoryMb * AdvisedDeployment.BytesPerMb ? 1 : 0
                    : null;
                WindowOf(labels.DeploymentId).Press(labels.ReleaseId, throttled, stalled);
            }
            looks[sandboxId] = now;
        }
    }

    /// <summary>An instance ended, or had to be ended, although nobody wanted it to.</summary>
    public void End(SandboxLabels labels, Limits limits, bool outOfMemory)
    {
        if (labels.InstanceId is null)
            return;
        lock (gate)
        {
            if (muted.Contains(labels.DeploymentId))
                return;
            if (!ends.TryGetValue(labels.DeploymentId, out var of))
                ends[labels.DeploymentId] = of = [];
            if (of.Count < LearnedUsage.MostEnds)
                of.Add((new UsageEnd(clock.GetUtcNow(), labels.ReleaseId, outOfMemory), limits.MemoryMb * AdvisedDeployment.BytesPerMb));
        }
    }

    /// <summary>Deployments of which there is something to learn now.</summary>
    public List<Guid> Due(TimeSpan window)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var old in looks.Where(each => clock.GetElapsedTime(each.Value.At) > LooksKept).Select(each => each.Key).ToList())
                looks.Remove(old);
            return [.. windows.Where(each => now - each.Value.Start >= window).Select(each => each.Key).Union(ends.Keys)];
        }
    }

    /// <summary>What there is of a deployment: its window where it is due, and how instances ended. It is here no more then.</summary>
    public (UsageWindow? Window, IReadOnlyList<(UsageEnd End, double MemoryLimit)> Ends) Take(Guid deploymentId, TimeSpan due)
    {
        lock (gate)
        {
            var window = windows.TryGetValue(deploymentId, out var open) && clock.GetUtcNow() - open.Start >= due ? open : null;
            if (window is not null)
                windows.Remove(deploymentId);
            return (window, ends.Remove(deploymentId, out var of) ? of : []);
        }
    }

    private UsageWindow WindowOf(Guid deploymentId)
    {
        if (!windows.TryGetValue(deploymentId, out var window))
            windows[deploymentId] = window = new UsageWindow(clock.GetUtcNow());
        return window;
    }

    private readonly record struct SandboxLook(long At, TimeSpan? Slowed, long? MemoryHits);
}
