using System.Collections.Concurrent;

namespace CodeRunner.Tests.Support;

/// <summary>Ask again and again until they are disposed, and remember every answer that was no success.</summary>
internal sealed class Visitors : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<string> failures = [];
    private readonly Task[] visits;
    private int answers;
    private volatile string last = "";

    private Visitors(IEnumerable<Func<Task<HttpResponseMessage>>> asks) => visits = [.. asks.Select(ask => Task.Run(() => VisitAsync(ask)))];

    public int Answers => Volatile.Read(ref answers);

    /// <summary>One of them for each of what is asked.</summary>
    public static Visitors Of<T>(IEnumerable<T> asked, Func<T, Task<HttpResponseMessage>> ask) => new(asked.Select<T, Func<Task<HttpResponseMessage>>>(each => () => ask(each)));

    public Task SeeAsync(string text) => Eventually.BeTrueAsync(() => Task.FromResult(last.Contains(text, StringComparison.Ordinal)), $"visitors see {text}");

    /// <summary>Ends the visits and returns what failed.</summary>
    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(visits);
        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        end.Dispose();
    }

    private async Task VisitAsync(Func<Task<HttpResponseMessage>> ask)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var answer = await ask();
                last = await answer.Content.ReadAsStringAsync();
                if (!answer.IsSuccessStatusCode)
                    failures.Enqueue($"{DateTime.UtcNow:O} {answer.RequestMessage?.RequestUri} {(int)answer.StatusCode} {last}");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                failures.Enqueue($"{DateTime.UtcNow:O} {exception.Message} {exception.InnerException?.Message}");
            }
            Interlocked.Increment(ref answers);
            await Task.Delay(20);
        }
    }
}
