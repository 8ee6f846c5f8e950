using System.Globalization;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>A sandbox's directory without a record that can be read: a power cut has torn it, or its Worker was killed before it was written.</summary>
internal static class TornSandbox
{
    /// <summary>Longer than any Worker takes between making the directory and writing the record; who does after all finds the directory gone, and starts nothing.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(10);

    /// <summary>Whether it is certain that nothing runs there. What has been there since before the machine was started does not.</summary>
    public static bool IsDead(SandboxDirectory directory, DateTimeOffset now)
    {
        if (directory.ReadRecord() is not null) return false;
        if (directory.ReadShim() is { } state) return !((ProcessIdentity?[])[state.Shim, state.Program, state.Init]).Any(process => process is { IsAlive: true });
        var written = Directory.GetLastWriteTimeUtc(directory.Path);
        return directory.HasShim ? written < StartOfTheMachine() : now - written > LongestStart;
    }

    /// <summary>Time that it slept counts.</summary>
    private static DateTime StartOfTheMachine()
    {
        var line = File.ReadLines("/proc/stat").First(line => line.StartsWith("btime ", StringComparison.Ordinal));
        return DateTime.UnixEpoch.AddSeconds(long.Parse(line["btime ".Length..], CultureInfo.InvariantCulture));
    }
}
