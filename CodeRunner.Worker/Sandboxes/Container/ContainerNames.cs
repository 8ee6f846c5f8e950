using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>By these a sandbox's container is found, by this Worker and any other. Nothing in them is secret.</summary>
internal static class ContainerNames
{
    public const string NodeLabel = "coderunner.node";
    public const string SandboxLabel = "coderunner.sandbox";
    private const string ProjectLabel = "coderunner.project";
    private const string DeploymentLabel = "coderunner.deployment";
    private const string ReleaseLabel = "coderunner.release";
    private const string EpochLabel = "coderunner.epoch";
    private const string InstanceLabel = "coderunner.instance";

    public static string Of(string node, Guid sandbox) => $"coderunner-{node}-{sandbox:N}";

    public static Dictionary<string, string> Labels(string node, SandboxSpec spec)
    {
        var labels = new Dictionary<string, string>
        {
            [NodeLabel] = node,
            [SandboxLabel] = $"{spec.Id}",
            [ProjectLabel] = $"{spec.Labels.ProjectId}",
            [DeploymentLabel] = $"{spec.Labels.DeploymentId}",
            [ReleaseLabel] = $"{spec.Labels.ReleaseId}",
            [EpochLabel] = spec.Labels.Epoch.ToString(CultureInfo.InvariantCulture),
        };
        if (spec.Labels.InstanceId is { } instance) labels[InstanceLabel] = $"{instance}";
        return labels;
    }

    /// <summary>Null when they are not a sandbox's.</summary>
    public static (Guid Id, SandboxLabels Labels)? Read(IDictionary<string, string> labels)
    {
        Guid? Id(string label) => labels.TryGetValue(label, out var text) && Guid.TryParse(text, out var id) ? id : null;
        if (Id(SandboxLabel) is not { } sandbox || Id(ProjectLabel) is not { } project || Id(DeploymentLabel) is not { } deployment || Id(ReleaseLabel) is not { } release) return null;
        var epoch = labels.TryGetValue(EpochLabel, out var written) && int.TryParse(written, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return (sandbox, new SandboxLabels(project, deployment, release, Id(InstanceLabel), epoch));
    }
}
