using System.Globalization;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Logs;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Says how an app ended, in words for the person whose app it is.</summary>
internal static class ExitReasons
{
    private const int SignalBase = 128;

    public static Reason Of(SandboxExit exit, Limits limits, IReadOnlyList<string> lastLines) => exit switch
    {
        { OutOfMemory: true } => new Reason(
            "out_of_memory", string.Create(CultureInfo.InvariantCulture, $"It was ended because it used more than its limit of {limits.MemoryMb} MB of memory."), exit.Code),
        { OverDisk: true } => new Reason(
            "disk_limit", string.Create(CultureInfo.InvariantCulture, $"It was ended because its files took more than its limit of {limits.DiskMb} MB of disk."), exit.Code),
        { Lost: { } why } => new Reason("lost", why, exit.Code),
        { Code: null } => new Reason("lost", "It ended and nobody saw how, as after a restart of the machine."),
        { Code: 0 } => new Reason("exited", WithLines("It ended by itself with exit code 0; a server has to keep running.", lastLines), 0),
        { Code: > SignalBase and < SignalBase + 65 } => new Reason("crashed", WithLines($"It was ended by {Signal(exit.Code.Value - SignalBase)}.", lastLines), exit.Code),
        _ => new Reason("crashed", WithLines($"It ended with exit code {exit.Code}.", lastLines), exit.Code),
    };

    private static string WithLines(string what, IReadOnlyList<string> lines) =>
        ErrorLines.Pick([.. lines.Select(PlainText.Of)]) is not { Count: > 0 } telling ? what : $"{what} Its last output: {string.Join(" ⏎ ", telling)}";

    private static string Signal(int number) => number switch
    {
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        _ => $"signal {number.ToString(CultureInfo.InvariantCulture)}",
    };
}
