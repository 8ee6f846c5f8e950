using System.Runtime.InteropServices;

namespace CodeRunner.Api.Access;

/// <summary>
/// Long work of a processor, on a thread of its own: on one of the pool's, of which there are as many as cores, it would hold up requests that take a hundredth of its time. On Linux the thread gives
/// way to others besides; .NET's own priorities change nothing there.
/// </summary>
internal static partial class YieldingThread
{
    private const int ThisThread = 0;
    private const int Nice = 10;

    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            if (OperatingSystem.IsLinux())
                _ = SetPriority(ThisThread, ThisThread, Nice); // where it may not, it does not yield
            return work();
        },
        CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
