using System.Diagnostics;

namespace CodeRunner.Benchmarks.Chaos;

internal static class Wait
{
    /// <summary>Returns how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, string what, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!await HoldsAsync(holds))
        {
            if (watch.Elapsed > atMost)
                throw new TimeoutException($"Not within {atMost}: {what}.");
            await Task.Delay(25, cancellationToken);
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
