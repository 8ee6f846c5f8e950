using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>A container engine of this machine, and the images that it runs and may pull.</summary>
public abstract class EngineOptions : IValidatableObject
{
    /// <summary>The engine's socket on this machine: Docker's, or podman's (unix:///run/podman/podman.sock).</summary>
    [Required]
    public string Endpoint { get; set; } = "unix:///var/run/docker.sock";

    public ContainerImages Images { get; set; } = new();

    /// <summary>Whether releases may run images that are on this machine only. They may be another project's.</summary>
    public bool LocalImages { get; set; }

    /// <summary>How to log in to registries. Whatever an entry may pull, every project of this node may run.</summary>
    public IList<RegistryLogin> Registries { get; init; } = [];

    /// <summary>
    /// Registries that are not on the internet and that releases may name all the same: registry.internal:5000 is just that port, registry.internal the ports 443 and 80.
    /// </summary>
    public IList<string> AllowedPrivateRegistries { get; init; } = [];

    public TimeSpan PullTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The section of these options.</summary>
    internal abstract string Path { get; }

    /// <summary>The socket's path.</summary>
    internal string Socket => new Uri(Endpoint).LocalPath;

    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme != "unix" || endpoint.LocalPath.Length < 2)
            yield return new ValidationResult($"{Path}:{nameof(Endpoint)} '{Endpoint}' must be the engine's socket on this machine, such as unix:///var/run/docker.sock.");
        if (PullTimeout < TimeSpan.FromSeconds(1) || PullTimeout > TimeSpan.FromHours(2))
            yield return new ValidationResult($"{Path}:{nameof(PullTimeout)} must be between 1 second and 2 hours.");
        if (Registries.Any(r => string.IsNullOrWhiteSpace(r.Host)))
            yield return new ValidationResult($"{Path}:{nameof(Registries)}: each entry needs a {nameof(RegistryLogin.Host)}, such as ghcr.io.");
    }
}
