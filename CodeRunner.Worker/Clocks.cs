namespace CodeRunner.Worker;

internal static class Clocks
{
    public static Task Wait(this TimeProvider clock, TimeSpan time, CancellationToken cancellationToken) =>
        Task.Delay(time, clock, cancellationToken);
}
