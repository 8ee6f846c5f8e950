using System.Collections.Concurrent;
using System.Diagnostics;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>
/// Starts every process from one thread that never ends. The kernel sends the death signal when the thread that forked ends,
/// so a thread of the pool would take its children with it.
/// </summary>
internal static class Launcher
{
    private static readonly BlockingCollection<Action> Work = [];

    static Launcher() => new Thread(Loop) { IsBackground = true, Name = "LocalAspire launcher" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start."));
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    private static void Loop()
    {
        foreach (var action in Work.GetConsumingEnumerable()) action();
    }
}
