namespace CodeRunner.AppHost.Announcing;

internal static class LastLines
{
    private const int Most = 20;

    public static async Task<IReadOnlyList<string>> OfAsync(ResourceLoggerService logs, string resource, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(1));
        var lines = new List<string>();
        try
        {
            await foreach (var batch in logs.WatchAsync(resource).WithCancellation(soon.Token))
                lines.AddRange(batch.Select(line => line.Content));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The watch has no end of its own: a second is enough for what is there already.
        }
        return lines.TakeLast(Most).ToList();
    }
}
