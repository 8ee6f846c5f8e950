namespace CodeRunner.Api.Live;

/// <summary>News on its way to one viewer. Of each thing only the newest waits, so that a slow viewer costs no more than there are things.</summary>
internal sealed class PendingNews
{
    private const int Most = 5000;

    private readonly Lock gate = new();
    private Dictionary<(string Kind, Guid Id), News> pending = [];
    private TaskCompletionSource any = NewSignal();

    public void Add(News news)
    {
        lock (gate)
        {
            if (pending.Count < Most || pending.ContainsKey((news.Kind, news.Id)))
                pending[(news.Kind, news.Id)] = news;
            any.TrySetResult();
        }
    }

    /// <summary>Waits for news and takes all of it.</summary>
    public async Task<IReadOnlyCollection<News>> TakeAsync(CancellationToken cancellationToken)
    {
        await any.Task.WaitAsync(cancellationToken);
        lock (gate)
        {
            var taken = pending.Values;
            (pending, any) = ([], NewSignal());
            return taken;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
