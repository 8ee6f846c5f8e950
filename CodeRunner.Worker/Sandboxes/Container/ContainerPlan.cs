namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>What a container shall be, with everything about the machine found out.</summary>
internal sealed record ContainerPlan
{
    public required string Name { get; init; }

    public required string Node { get; init; }

    public required string Image { get; init; }

    /// <summary>As the host counts them, and never 0.</summary>
    public required uint Uid { get; init; }

    /// <summary>Whether nobody else has that uid.</summary>
    public required bool OwnUid { get; init; }

    public required string InitProgram { get; init; }

    /// <summary>Directories of the host, /app among them.</summary>
    public required IReadOnlyList<SandboxMount> Mounts { get; init; }

    public required string? UserNamespace { get; init; }

    /// <summary>"" for the engine's own choice.</summary>
    public required string Runtime { get; init; }

    /// <summary>Where the image wants to write: in memory here, as an engine's volumes have no bound.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    public required int TmpMb { get; init; }

    public required int OpenFiles { get; init; }
}
