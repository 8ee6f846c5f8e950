using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// What may leave a task's network namespace, in which the engine has put devices of its own: answers to who connected to the app, and what the task may reach. All else stays,
/// IPv6 as a whole.
/// </summary>
internal static class TaskFilter
{
    public static NetlinkBatch Make(TaskProgram task)
    {
        var batch = new NetlinkBatch();
        FilterTable.Begin(batch);
        AddVersion4(new FilterTable(batch, FilterTable.Version4, FilterTable.ToDrop), task);
        new FilterTable(batch, FilterTable.Version6, FilterTable.ToDrop).Add(FilterExpressions.ToLoopbackDevice, FilterTable.ToAccept);
        FilterTable.End(batch);
        return batch;
    }

    private static void AddVersion4(FilterTable table, TaskProgram task)
    {
        table.Add(FilterExpressions.ToLoopbackDevice, FilterTable.ToAccept);
        table.Add(FilterExpressions.OfKnownConnection, FilterTable.ToAccept);
        table.Accept(task.Allowed);
        if (task.Prohibited is not { } prohibited) return;
        table.Drop(prohibited);
        table.Add(_ => { }, FilterTable.ToAccept);
    }
}
