using System.Collections.Concurrent;

namespace CodeRunner.Tests.Support;

/// <summary>Something costly that is started by the first test that needs it, used by all, and ended after the last.</summary>
public sealed class Shared<T>(Func<Task<T>> start)
    where T : IAsyncDisposable
{
    private readonly Lazy<Task<T>> value = new(() => StartAsync(start));

    public Task<T> GetAsync() => value.Value;

    private static async Task<T> StartAsync(Func<Task<T>> start)
    {
        var started = await start();
        Shared.EndLater(started);
        return started;
    }
}

internal static class Shared
{
    private static readonly ConcurrentStack<IAsyncDisposable> Started = new();

    public static void EndLater(IAsyncDisposable thing) => Started.Push(thing);

    /// <summary>In the opposite order of their starts.</summary>
    public static async Task EndAsync()
    {
        while (Started.TryPop(out var thing))
        {
            try
            {
                await thing.DisposeAsync();
            }
            catch (Exception exception)
            {
                await Console.Error.WriteLineAsync($"{thing.GetType().Name} did not end well: {exception}");
            }
        }
    }
}
