using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>Which request something that happens belongs to, as its stored trace; null where nobody asked for it.</summary>
internal static class Causes
{
    /// <summary>A release's own until it serves; a first start later is a restart or a scaling; one after a crash is nobody's wish.</summary>
    public static string? OfStart(Deployment deployment, Release release, Instance instance) =>
        release.State == ReleaseState.Starting ? release.TraceParent : instance.Epoch <= 1 ? deployment.TraceParent : null;

    /// <summary>What ended as a release began to serve made room for that one.</summary>
    public static string? OfDrain(Deployment deployment, Release? serving, Instance instance) =>
        serving?.ServedAt is { } since && (instance.StateSince - since).Duration() < TimeSpan.FromMilliseconds(1) ? serving.TraceParent : deployment.TraceParent;
}
