namespace CodeRunner.Shim.Protocol;

/// <summary>
/// What may be reached from inside a sandbox's network namespace through the device of the user-mode stack. Everything that is not prohibited may;
/// <see cref="Allowed"/> goes before <see cref="Prohibited"/>.
/// </summary>
internal sealed record NetworkPolicy
{
    public required string Device { get; init; }

    /// <summary>The sandbox's own address on the device.</summary>
    public required string Address { get; init; }

    /// <summary>Where the stack answers.</summary>
    public required string Gateway { get; init; }

    /// <summary>IPv4 networks, as 10.0.0.0/8.</summary>
    public required IReadOnlyList<string> Prohibited { get; init; }

    public required IReadOnlyList<NetworkEndpoint> Allowed { get; init; }

    /// <summary>Endpoints on the host's loopback that are reached at the same place on the sandbox's own.</summary>
    public required IReadOnlyList<NetworkEndpoint> Forwarded { get; init; }
}
