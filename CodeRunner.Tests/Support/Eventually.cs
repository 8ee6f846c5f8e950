using System.Diagnostics;

namespace CodeRunner.Tests.Support;

/// <summary>Asks until the answer is the one wanted. The bound is there for bugs only: it is far over what any machine needs.</summary>
public static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public static async Task<T> BeAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, string what, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (wanted(answer))
                return answer;
            if (watch.Elapsed > (within ?? Bound))
                throw new TimeoutException($"Not within {within ?? Bound}: {what}. The last answer: {answer}");
            await Task.Delay(50);
        }
    }

    public static Task BeTrueAsync(Func<Task<bool>> ask, string what, TimeSpan? within = null) => BeAsync(ask, answer => answer, what, within);
}
