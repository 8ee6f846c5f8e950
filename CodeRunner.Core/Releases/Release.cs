using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Core.Releases;

/// <summary>What runs: an artifact, settings and limits, fixed when it was made. Only its state moves.</summary>
public sealed class Release
{
    private Release()
    {
    }

    public Release(Deployment deployment, SourceDescription source, Guid createdBy, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        DeploymentId = deployment.Id;
        Number = deployment.NextReleaseNumber();
        Source = source;
        Settings = deployment.Settings;
        Limits = deployment.Limits;
        Egress = deployment.Egress;
        CreatedBy = createdBy;
        CreatedAt = now;
        StateSince = now;
        TraceParent = Traces.TraceParent.OfNow();
    }

    public Guid Id { get; private set; }

    public Guid DeploymentId { get; private set; }

    public int Number { get; private set; }

    public SourceDescription Source { get; private set; } = null!;

    public BuildSettings Settings { get; private set; } = new();

    public Limits Limits { get; private set; } = Limits.Default;

    public Egress Egress { get; private set; }

    public ReleaseState State { get; private set; } = ReleaseState.Queued;

    public Reason? Reason { get; private set; }

    public DateTimeOffset StateSince { get; private set; }

    /// <summary>Set when somebody asked to cancel it; the Worker ends what runs.</summary>
    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>What was built, null until then.</summary>
    public Artifact? Artifact { get; private set; }

    /// <summary>Set when what was built is not kept any more; its files go after that.</summary>
    public DateTimeOffset? ArtifactRemovedAt { get; private set; }

    /// <summary>Builds of it that began and were never done, because their Worker ended.</summary>
    public int Interruptions { get; private set; }

    /// <summary>When it last began to serve; null when it never did.</summary>
    public DateTimeOffset? ServedAt { get; private set; }

    public Guid? CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The version of its environment's configuration that it runs with; null for releases from before there were any.</summary>
    public int? ConfigurationVersion { get; private set; }

    /// <summary>As <see cref="ConfigurationVersion"/>, of what the project's environments share.</summary>
    public int? SharedConfigurationVersion { get; private set; }

    /// <summary>As <see cref="ConfigurationVersion"/>, of the deployment's own.</summary>
    public int? OwnConfigurationVersion { get; private set; }

    public int? RolledBackFrom { get; private set; }

    /// <summary>The request that made it: what is done for it belongs to the same trace.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>What of each configuration it runs with.</summary>
    public ConfigPins Pins
    {
        get => new(SharedConfigurationVersion, ConfigurationVersion, OwnConfigurationVersion);
        init => (SharedConfigurationVersion, ConfigurationVersion, OwnConfigurationVersion) = (value.Shared, value.Environment, value.Own);
    }

    /// <summary>Whether there is something to run or to go back to.</summary>
    public bool HasArtifact => Artifact is not null && ArtifactRemovedAt is null;

    public bool Ended => State is ReleaseState.Failed or ReleaseState.Cancelled or ReleaseState.Superseded;

    /// <summary>A new release of this one's artifact, with the settings given; nothing is built. It runs with <paramref name="pins"/>, or else what this one runs with.</summary>
    public Release Again(Deployment deployment, Limits limits, int? rolledBackFrom, Guid createdBy, DateTimeOffset now, ConfigPins? pins = null) => new(deployment, Source, createdBy, now)
    {
        Artifact = Artifact,
        Settings = rolledBackFrom is null ? deployment.Settings : Settings,
        Limits = limits,
        Egress = rolledBackFrom is null ? deployment.Egress : Egress,
        Pins = pins ?? Pins,
        RolledBackFrom = rolledBackFrom,
    };

    public bool TryCancel(DateTimeOffset now, [NotNullWhen(false)] out string? reason)
    {
        reason = State is ReleaseState.Queued or ReleaseState.Building or ReleaseState.Starting
            ? null
            : $"Release {Number} is {State.ToString().ToLowerInvariant()}: only one that is on its way can be cancelled.";
        if (reason is null)
            CancelRequestedAt ??= now;
        return reason is null;
    }

    /// <summary>Back to the queue: its turn to be built was lost, or the deployment was stopped under it. What was built stays.</summary>
    public void Queue(DateTimeOffset now) => Move(ReleaseState.Queued, null, now);

    public void Interrupt(DateTimeOffset now)
    {
        Interruptions++;
        Queue(now);
    }

    /// <summary>As <see cref="Again"/>, of this one's source, which is still to be built and stored by the caller.</summary>
    public Release Rebuild(Deployment deployment, Guid createdBy, DateTimeOffset now, ConfigPins? pins = null) => new(deployment, Source, createdBy, now)
    {
        Pins = pins ?? Pins,
    };

    public void Build(DateTimeOffset now) => Move(ReleaseState.Building, null, now);

    /// <summary>Its build has not begun: <paramref name="reason"/> says what it waits for.</summary>
    public void AwaitTurn(Reason reason) => Reason = reason;

    public void Built(Artifact artifact, DateTimeOffset now)
    {
        Artifact = artifact;
        if (artifact.ImageDigest is { } digest)
            Source = Source with { Ref = digest };
        Move(ReleaseState.Starting, null, now);
    }

    public void Start(DateTimeOffset now) => Move(ReleaseState.Starting, null, now);

    public void Serve(DateTimeOffset now)
    {
        ServedAt = now;
        Move(ReleaseState.Serving, null, now);
    }

    public void Supersede(DateTimeOffset now) => Move(ReleaseState.Superseded, null, now);

    public void Fail(Reason reason, DateTimeOffset now) => Move(ReleaseState.Failed, reason, now);

    public void Cancel(DateTimeOffset now) => Move(ReleaseState.Cancelled, new Reason("cancelled", "Cancelled on request."), now);

    private void Move(ReleaseState state, Reason? reason, DateTimeOffset now)
    {
        (State, Reason, StateSince) = (state, reason, now);
    }
}
