namespace CodeRunner.Worker.Nodes;

/// <summary>Work that every Worker does for what it owns, while it may act.</summary>
internal interface IWorkerDuty
{
    /// <summary>Runs until <paramref name="term"/> ends, and then returns soon.</summary>
    Task RunAsync(Term term);
}
