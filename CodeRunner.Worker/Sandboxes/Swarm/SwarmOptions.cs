using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Sandboxes.Container;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Sandboxes that a swarm places on its machines: the section "Sandboxes:Swarm". The endpoint is a manager's.</summary>
public sealed partial class SwarmOptions : EngineOptions
{
    public const string Section = $"{SandboxOptions.Section}:Swarm";

    /// <summary>Tells this installation's services from others' in the same swarm; all its Workers have the same.</summary>
    [Required]
    public string Name { get; set; } = "coderunner";

    /// <summary>Where images of releases are pushed to and every machine of the swarm pulls them from: registry.internal:5000/coderunner. Needed with this provider.</summary>
    public string Registry { get; set; } = "";

    /// <summary>Where Workers, and not engines, reach that registry to remove what no release needs any more: http://registry:5000. Without it nothing is removed there.</summary>
    public Uri? RegistryApi { get; set; }

    /// <summary>The daemons of the swarm's machines, for what a manager does not know: what a task uses, and how to end it at once.</summary>
    public IList<SwarmNodeEndpoint> Nodes { get; init; } = [];

    /// <summary>How long an app has to end when the engine ends it and no daemon of its machine can be asked.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(30);

    internal override string Path => Section;

    /// <summary>The host of <see cref="Registry"/>, with its port.</summary>
    internal string RegistryHost => Registry.Split('/')[0];

    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in base.Validate(validationContext)) yield return problem;
        if (!OneWord().IsMatch(Name)) yield return new ValidationResult($"{Section}:{nameof(Name)} '{Name}' must be of 1 to 20 lower case letters, digits and dashes.");
        if (Registry.Length > 0 && (!Registry.Contains('/') || !ImageReference.TryParse($"{Registry}:tag", out var parsed) || parsed.Tag != "tag"))
            yield return new ValidationResult($"{Section}:{nameof(Registry)} '{Registry}' must be a registry and a repository in it, such as registry.internal:5000/coderunner.");
        if (RegistryApi is { } api && (!api.IsAbsoluteUri || api.Scheme is not ("http" or "https")))
            yield return new ValidationResult($"{Section}:{nameof(RegistryApi)} '{RegistryApi}' must be an address such as http://registry:5000.");
        if (StopGrace < TimeSpan.Zero || StopGrace > TimeSpan.FromHours(1)) yield return new ValidationResult($"{Section}:{nameof(StopGrace)} must be between 0 and 1 hour.");
        foreach (var twice in Nodes.GroupBy(node => node.Address).Where(same => same.Count() > 1))
            yield return new ValidationResult($"{Section}:{nameof(Nodes)} names the machine '{twice.Key}' more than once.");
        foreach (var node in Nodes)
            if (node.Address.Length == 0 || !Uri.TryCreate(node.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("unix" or "tcp"))
                yield return new ValidationResult($"{Section}:{nameof(Nodes)}: each entry needs an {nameof(node.Address)}, as the swarm knows the machine, and an {nameof(node.Endpoint)}, such as tcp://10.0.0.7:2375.");
    }

    [GeneratedRegex("^[a-z0-9-]{1,20}$")]
    private static partial Regex OneWord();
}
