namespace CodeRunner.Worker;

/// <summary>Begins work that outlives its caller, and so has nothing of the caller's: no trace, no scope of its log lines.</summary>
internal static class Detached
{
    public static Task Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(work);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(work);
    }
}
