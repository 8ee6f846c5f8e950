namespace CodeRunner.LocalAspire.Processes;

/// <summary>Knows how a kind of resource is started.</summary>
internal interface IProgram
{
    /// <summary>Whether it is started again when it ended by itself after having been healthy.</summary>
    bool StartsAgain { get; }

    /// <summary>Makes ready what must be there before any replica starts.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The command of the replica that <see cref="Hosting.ReplicaScope"/> names.</summary>
    Task<ProcessSpec> DescribeAsync(CancellationToken cancellationToken);
}
