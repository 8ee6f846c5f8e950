namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>What a service shall be, with everything found out that has to be.</summary>
internal sealed record ServicePlan
{
    public required string Name { get; init; }

    public required string Owner { get; init; }

    /// <summary>By digest.</summary>
    public required string Image { get; init; }

    public required string SecretId { get; init; }

    /// <summary>The port that the app was told and that its machine publishes; null when it listens on none.</summary>
    public int? Port { get; init; }

    /// <summary>The only machine that it may be placed on; null for any.</summary>
    public string? Node { get; init; }

    /// <summary>Directories of <see cref="Node"/>.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Whether /app is a copy of the image's files rather than a mount, or nothing.</summary>
    public bool HasCopy { get; init; }

    /// <summary>Variables of the image's that are empty for our first process.</summary>
    public IReadOnlyList<string> Cleared { get; init; } = [];

    /// <summary>Where the image wants to write: in memory.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public IReadOnlyList<string> NameServers { get; init; } = [];

    public required int TmpMb { get; init; }

    public required int OpenFiles { get; init; }

    public required int SegmentBytes { get; init; }

    public required long OutputBytes { get; init; }

    public required TimeSpan StopGrace { get; init; }
}
