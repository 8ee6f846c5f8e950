using System.Diagnostics;
using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// Looks every few seconds at what an app's directory holds, where no disk bounds it. A look ends at the bound, so that it costs no more than the app may have;
/// what can't be looked into counts as nothing.
/// </summary>
internal sealed class DiskWatch(string path, MeasuredDirectory measured)
{
    private const int LeastPauseMilliseconds = 2000;
    private const int PauseForEachOfLooking = 50;
    private const int MaxDepth = 128;
    private long _due = Environment.TickCount64 + LeastPauseMilliseconds;
    private long _bytes;
    private int _entries;

    public long DueIn(long now) => Math.Max(0, _due - now);

    /// <summary>True when there is more than there may be.</summary>
    public bool IsExceeded(long now)
    {
        if (now < _due) return false;
        var began = Stopwatch.GetTimestamp();
        var exceeded = Look();
        _due = now + Math.Max(LeastPauseMilliseconds, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds * PauseForEachOfLooking);
        return exceeded;
    }

    private bool Look()
    {
        (_bytes, _entries) = (0, 0);
        try
        {
            using var directory = OpenDirectory.Open(path);
            return Exceeds(directory, 0);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool Exceeds(OpenDirectory directory, int depth)
    {
        if (depth > MaxDepth) return true;
        foreach (var name in directory.Names())
        {
            if (directory.TryStatus(name) is not { } status) continue;
            if (status.Kind == EntryKind.File) _bytes += status.Size;
            if (++_entries > measured.MaxEntries || _bytes > measured.MaxBytes) return true;
            if (status.Kind != EntryKind.Directory) continue;
            using var child = directory.TryOpenChild(name);
            if (child is not null && Exceeds(child, depth + 1)) return true;
        }

        return false;
    }
}
