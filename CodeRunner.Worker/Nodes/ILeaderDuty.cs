namespace CodeRunner.Worker.Nodes;

/// <summary>Work that one Worker at a time does for all: what belongs to no deployment.</summary>
internal interface ILeaderDuty
{
    /// <summary>Runs until <paramref name="term"/> ends; then returns soon, because another Worker waits.</summary>
    Task RunAsync(CancellationToken term);
}
