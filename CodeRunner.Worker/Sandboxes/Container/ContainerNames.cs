using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>By these a sandbox's container is found, by this Worker and any other. Nothing in them is secret.</summary>
internal static class ContainerNames
{
    public const string NodeLabel = "coderunner.node";
    public const string SandboxLabel = "coderunner.sandbox";

    public static string Of(string node, Guid sandbox) => $"coderunner-{node}-{sandbox:N}";

    public static Dictionary<string, string> Labels(string node, SandboxSpec spec)
    {
        var labels = new Dictionary<string, string>
        {
            [NodeLabel] = node,
            [SandboxLabel] = $"{spec.Id}",
            ["coderunner.project"] = $"{spec.Labels.ProjectId}",
            ["coderunner.deployment"] = $"{spec.Labels.DeploymentId}",
            ["coderunner.release"] = $"{spec.Labels.ReleaseId}",
            ["coderunner.epoch"] = spec.Labels.Epoch.ToString(CultureInfo.InvariantCulture),
        };
        if (spec.Labels.InstanceId is { } instance) labels["coderunner.instance"] = $"{instance}";
        return labels;
    }
}
