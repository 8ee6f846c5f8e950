using System.Diagnostics;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Limiting;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments;

/// <summary>What this Worker knows of one sandbox of an instance. An end is final: nothing that comes later changes it.</summary>
internal sealed class WatchedSandbox(Ownership ownership, Guid id, SandboxLabels labels, Limits limits, string? healthPath) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource forgotten = new();
    private SandboxObservation seen = SandboxObservation.Launching;
    private StrainHistory? strains;

    public Ownership Ownership => ownership;

    public Guid Id => id;

    public SandboxLabels Labels => labels;

    public Limits Limits => limits;

    public string? HealthPath => healthPath;

    /// <summary>What it writes, once it runs.</summary>
    public ShippedOutput? Output { get; set; }

    /// <summary>Who asked for its start, if anybody did, and for its release.</summary>
    public (string? Cause, string? Release) Trace { get; set; }

    /// <summary>Whether it ran before this Worker acted for it.</summary>
    public bool IsAdopted { get; set; }

    /// <summary>Cancelled when nobody asks for its health any more.</summary>
    public CancellationToken Forgotten => forgotten.Token;

    public SandboxObservation Seen
    {
        get
        {
            lock (gate)
                return seen;
        }
    }

    /// <summary>A span of its start.</summary>
    public Activity? BeginSpan(string name) =>
        DeployTraces.Begin(name, Trace.Cause, new(labels.DeploymentId, labels.ReleaseId, InstanceId: labels.InstanceId), related: Trace.Release);

    /// <summary>Returns whether anything changed.</summary>
    public bool See(SandboxObservation now)
    {
        lock (gate)
        {
            var final = HasEnded(seen) || (seen.Condition == SandboxCondition.Ending && !HasEnded(now));
            if (final || seen == now)
                return false;
            seen = now;
            return true;
        }
    }

    /// <summary>What is to be said of its limits now. For the one loop that asks.</summary>
    public IReadOnlyList<string> Press(Strain strain, TimeSpan now)
    {
        (strains, var lines) = StrainDecider.Decide(strains ?? (IsAdopted ? StrainHistory.Since(now, strain) : StrainHistory.Of(now)), limits, strain, now);
        return lines;
    }

    private static bool HasEnded(SandboxObservation seen) => seen.Condition is SandboxCondition.Exited or SandboxCondition.Lost;

    public void Forget() => forgotten.Cancel();

    public void Dispose() => forgotten.Dispose();
}
