using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>All that a provider needs to start a sandbox. <see cref="Environment"/> is handed over in memory only: it holds secrets.</summary>
public sealed record SandboxSpec
{
    /// <summary>New for every start; never used again.</summary>
    public required Guid Id { get; init; }

    public required SandboxLabels Labels { get; init; }

    public required SandboxPurpose Purpose { get; init; }

    /// <summary>
    /// A directory of the host. A build works in it as it is (it becomes /app, writable, and what is there afterwards is the result);
    /// an instance gets a private writable copy of it at /app.
    /// </summary>
    public required string AppDirectory { get; init; }

    /// <summary>What <see cref="ISandboxProvider.PushAsync"/> made of such a directory, to be used in its place; <see cref="AppDirectory"/> is "" then.</summary>
    public string? BuiltImage { get; init; }

    /// <summary>An image of a container engine to run instead, pinned to its content; <see cref="AppDirectory"/> is "" then. Not every provider can.</summary>
    public string? Image { get; init; }

    /// <summary>What the command needs to be there, where the provider doesn't take it from the machine: null for nothing in particular.</summary>
    public Runtime? Runtime { get; init; }

    /// <summary>Empty only with an <see cref="Image"/>: then what the image says is run. Program and arguments, as the sandbox sees them; no shell is added.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Beneath /app; "" is /app itself.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>The app's whole environment besides PATH, HOME, LANG and what follows from <see cref="Listens"/>.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Values that are masked in what the sandbox prints, before anything of it is written anywhere. Handed over in memory only.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public required SandboxLimits Limits { get; init; }

    /// <summary>Nothing unless said.</summary>
    public NetworkAccess Network { get; init; } = NetworkAccess.None;

    /// <summary>Whether the app is told a port (PORT, HOST, ASPNETCORE_HTTP_PORTS) that <see cref="ISandboxConnections.ConnectAsync"/> reaches. The provider chooses it; every sandbox has its ports for itself.</summary>
    public bool Listens { get; init; }

    /// <summary>Directories of the host that a build may write beside /app, such as the project's package cache.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>On which <see cref="AppDirectory"/> and mounts lie, from <see cref="ISandboxProvider.OpenDisksAsync"/>; null when they are directories of the host's.</summary>
    public SandboxDisks? Disks { get; init; }
}
