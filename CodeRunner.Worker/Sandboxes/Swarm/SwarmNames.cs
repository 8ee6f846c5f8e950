using System.Globalization;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>By these a sandbox's service is found, by any Worker of the installation. Nothing in them is secret.</summary>
internal static class SwarmNames
{
    public const string OwnerLabel = "coderunner.swarm";

    /// <summary>Up to where output is stored elsewhere: see <see cref="OutputPosition"/>.</summary>
    public const string ReadLabel = "coderunner.read";
    private const string PurposeLabel = "coderunner.purpose";
    private const string PortLabel = "coderunner.port";

    public static string Of(string owner, Guid sandbox) => $"{owner}-{sandbox:N}";

    public static Dictionary<string, string> Labels(string owner, SandboxSpec spec, int? port)
    {
        var labels = ContainerNames.Labels(owner, spec);
        labels[OwnerLabel] = owner;
        labels[PurposeLabel] = $"{spec.Purpose}";
        if (port is { } told) labels[PortLabel] = told.ToString(CultureInfo.InvariantCulture);
        return labels;
    }

    /// <summary>Null for a service that is not one of ours.</summary>
    public static SandboxStatus? Read(SwarmService service)
    {
        if (service.Spec?.Labels is not { } labels || ContainerNames.Read(labels) is not var (id, whose)) return null;
        _ = Enum.TryParse<SandboxPurpose>(labels.TryGetValue(PurposeLabel, out var purpose) ? purpose : null, out var what);
        int? port = labels.TryGetValue(PortLabel, out var told) ? int.Parse(told, CultureInfo.InvariantCulture) : null;
        return new SandboxStatus(id, whose, what, new DateTimeOffset(DateTime.SpecifyKind(service.CreatedAt ?? default, DateTimeKind.Utc)), port, Exit: null);
    }
}
