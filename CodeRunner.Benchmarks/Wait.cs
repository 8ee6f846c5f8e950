using System.Diagnostics;

namespace CodeRunner.Benchmarks;

internal static class Wait
{
    /// <summary>A look at the Api in long waits: a user may ask it only so often.</summary>
    public static readonly TimeSpan Seldom = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, string what, TimeSpan atMost, CancellationToken cancellationToken, TimeSpan? every = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await HoldsAsync(holds))
        {
            if (watch.Elapsed > atMost)
                throw new TimeoutException($"Not within {atMost}: {what}.");
            await Task.Delay(every ?? Often, cancellationToken);
        }
        return watch.Elapsed;
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (HttpRequestException)
        {
            // What is asked may be away just now; that is what these benchmarks do.
            return false;
        }
    }
}
