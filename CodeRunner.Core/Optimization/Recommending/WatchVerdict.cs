namespace CodeRunner.Core.Optimization.Recommending;

/// <summary>What becomes of a recommendation that was applied.</summary>
public abstract record WatchVerdict
{
    private WatchVerdict()
    {
    }

    public sealed record Keep : WatchVerdict;

    /// <summary><see cref="Reason"/> is for people.</summary>
    public sealed record Undo(string Reason) : WatchVerdict;
}
