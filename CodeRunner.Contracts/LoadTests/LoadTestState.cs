namespace CodeRunner.Contracts.LoadTests;

/// <summary>One that waits for its node, runs, or is over: it ran to an end of its own, was cancelled, or could not go on.</summary>
public enum LoadTestState
{
    Queued,
    Running,
    Completed,
    Cancelled,
    Failed,
}
