using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Configuration;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Describes the sandbox that one start of an instance needs.</summary>
internal sealed class SandboxSpecs(IReleaseBuilder builder)
{
    /// <summary>Fails when what was built is not on this machine.</summary>
    public bool TryMake(
        Instance instance, Guid sandboxId, Release release, SandboxLabels labels, [NotNullWhen(true)] out SandboxSpec? spec, [NotNullWhen(false)] out Reason? reason)
    {
        (spec, reason) = (null, null);
        if (release.Artifact is not { } artifact || builder.FindArtifact(artifact) is not { } directory)
        {
            reason = new Reason("artifact_missing", $"What was built for release {release.Number} is not on node {instance.NodeId} any more. Push the source again.");
            return false;
        }
        var limits = release.Limits;
        spec = new SandboxSpec
        {
            Id = sandboxId,
            Labels = labels,
            Purpose = SandboxPurpose.Instance,
            AppDirectory = directory,
            Image = artifact.Image,
            BuiltImage = artifact.BuiltImage,
            Runtime = artifact.Runtime,
            Command = artifact.Command,
            WorkingDirectory = artifact.WorkingDirectory,
            Environment = artifact.Environment,
            Limits = new SandboxLimits(limits.Cpus, limits.MemoryMb, limits.Pids, limits.DiskMb),
            Network = release.Egress == Egress.None ? NetworkAccess.None : NetworkAccess.Internet,
            Listens = true,
        };
        return true;
    }

    /// <summary>What the app's configuration says comes before what its runtime would have.</summary>
    public static SandboxSpec Configure(SandboxSpec spec, AppConfiguration configuration)
    {
        var environment = new Dictionary<string, string>(spec.Environment);
        foreach (var (key, value) in configuration.Variables)
            environment[key] = value;
        return spec with { Environment = environment, Secrets = configuration.Secrets };
    }
}
