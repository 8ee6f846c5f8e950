namespace CodeRunner.Worker.Logs;

/// <summary>The output of one sandbox on its way: when all of it is stored, and its last lines for those who explain an end.</summary>
internal sealed class ShippedOutput
{
    private const int MostLines = 60; // a stack trace, and the error above it
    private const int MostChars = 300;

    private readonly Queue<string> tail = new();
    private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The app has ended and its last line was read.</summary>
    public Task AllRead => read.Task;

    /// <summary>All is stored and acknowledged.</summary>
    public Task AllStored { get; set; } = Task.CompletedTask;

    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (tail)
                return [.. tail];
        }
    }

    public void Remember(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (tail)
        {
            tail.Enqueue(line.Length <= MostChars ? line : line[..MostChars] + "…");
            if (tail.Count > MostLines)
                tail.Dequeue();
        }
    }

    public void Finish() => read.TrySetResult();
}
