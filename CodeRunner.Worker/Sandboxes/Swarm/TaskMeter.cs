using System.Globalization;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>What a task uses, as the daemon of its machine says it each second, unasked.</summary>
internal sealed class TaskMeter : ISandboxMeter
{
    private const int NanosecondsAMicrosecond = 1000;
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _end = new();
    private readonly Latest _latest = new();
    private readonly Task _reading;
    private readonly int _initTasks;

    private TaskMeter(IDockerClient daemon, string container, int initTasks)
    {
        _initTasks = initTasks;
        _reading = daemon.Containers.GetContainerStatsAsync(container, new ContainerStatsParameters { Stream = true }, _latest, _end.Token);
    }

    /// <summary>Null when it runs no more.</summary>
    public static async Task<TaskMeter?> OpenAsync(IDockerClient daemon, string container, CancellationToken cancellationToken)
    {
        TaskMeter meter;
        try
        {
            meter = new TaskMeter(daemon, container, await CountInitTasksAsync(daemon, container, cancellationToken));
        }
        catch (DockerApiException)
        {
            return null;
        }

        _ = await Task.WhenAny(meter._latest.First, meter._reading, Task.Delay(FirstPatience, cancellationToken));
        if (meter.TryRead(out _)) return meter;
        meter.Dispose();
        return null;
    }

    public bool TryRead(out SandboxReading reading)
    {
        reading = default;
        if (_reading.IsCompleted || _latest.Value is not { CPUStats.CPUUsage: { } cpu, PidsStats.Current: > 0 and var tasks } stats) return false;
        reading = new SandboxReading(
            (long)(cpu.TotalUsage / NanosecondsAMicrosecond),
            stats.MemoryStats is { } memory ? ContainerStrain.Used(memory) : null,
            Math.Max(0, (int)tasks - _initTasks),
            DiskBytes: null,
            stats.Networks?.Values.Sum(n => (long)n.RxBytes),
            stats.Networks?.Values.Sum(n => (long)n.TxBytes));
        return true;
    }

    public void Dispose()
    {
        _end.Cancel();
        _ = _reading.ContinueWith(_ => _end.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ = _reading.ContinueWith(failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The threads of our first process, which are none of the app's: the engine counts them with the rest.</summary>
    private static async Task<int> CountInitTasksAsync(IDockerClient daemon, string container, CancellationToken cancellationToken)
    {
        var listed = await daemon.Containers.ListProcessesAsync(container, new ContainerListProcessesParameters { PsArgs = "-eo pid,nlwp" }, cancellationToken);
        return listed.Processes is [[_, var threads, ..], ..] && int.TryParse(threads, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    private sealed class Latest : IProgress<ContainerStatsResponse>
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile ContainerStatsResponse? _value;

        public ContainerStatsResponse? Value => _value;

        public Task First => _first.Task;

        public void Report(ContainerStatsResponse value)
        {
            _value = value;
            _first.TrySetResult();
        }
    }
}
