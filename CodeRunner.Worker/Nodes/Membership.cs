namespace CodeRunner.Worker.Nodes;

/// <summary>How this Worker stands with its node now.</summary>
internal sealed class Membership
{
    private volatile Term? current;
    private volatile bool draining;

    /// <summary>The term that runs; null while the database does not know this Worker.</summary>
    public Term? Current
    {
        get => current;
        set => current = value;
    }

    public bool IsDraining => draining;

    /// <summary>From now on it takes nothing over. It stays a member until it is stopped.</summary>
    public void Drain() => draining = true;
}
