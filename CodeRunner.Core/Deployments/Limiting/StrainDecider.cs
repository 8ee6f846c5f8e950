using System.Globalization;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Deployments.Limiting;

/// <summary>Decides what an app's log says about the limits that it runs into: each kind of line at most once a minute.</summary>
public static class StrainDecider
{
    private const double MostOfIt = 0.5;
    private const double NearlyAllMemory = 0.9;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static (StrainHistory Next, IReadOnlyList<string> Lines) Decide(StrainHistory before, Limits limits, Strain seen, TimeSpan now)
    {
        var (next, lines) = (before, new List<string>());
        foreach (var (kind, text) in Hits(before, limits, seen).Concat(Full(limits, seen)))
        {
            if (before.Said.TryGetValue(kind, out var said) && now - said < Minute)
                continue;
            lines.Add(text);
            next = Remember(next, kind, seen, now);
        }
        if (now - next.MinuteBegan >= Minute)
        {
            if (seen.Slowed - next.Slowed > MostOfIt * (now - next.MinuteBegan))
                lines.Add(Text($"Slowed down at its CPU limit of {limits.Cpus:0.0##} for most of the last minute."));
            next = next with { MinuteBegan = now, Slowed = seen.Slowed ?? next.Slowed };
        }
        return (next, lines);
    }

    private static IEnumerable<(string Kind, string Text)> Hits(StrainHistory before, Limits limits, Strain seen)
    {
        if (seen.RefusedProcesses > before.RefusedProcesses)
            yield return (nameof(seen.RefusedProcesses), Text($"Reached its limit of {limits.Pids} processes: new ones are refused."));
        // Reading and writing files runs into the limit too, and costs nobody anything as long as the cache gives way.
        if (seen.MemoryHits > before.MemoryHits && seen.MemoryBytes > NearlyAllMemory * ((long)limits.MemoryMb << 20))
            yield return (nameof(seen.MemoryHits), Text($"At its limit of {limits.MemoryMb} MB of memory: it is ended when it needs more."));
        if (seen.OpenFiles is var (most, limit) && most >= limit)
            yield return (nameof(seen.OpenFiles), Text($"One of its processes reached its limit of {limit} open files: no more can be opened."));
    }

    private static IEnumerable<(string Kind, string Text)> Full(Limits limits, Strain seen)
    {
        foreach (var space in seen.Spaces)
        {
            var name = space.Path == "/app" ? Text($"Its disk of {limits.DiskMb} MB") : Text($"Its {space.Path} of {space.Bytes >> 20} MB");
            if (space.HasNoBytes)
                yield return ($"bytes {space.Path}", $"{name} is full: less than a hundredth is free.");
            if (space.HasNoFiles)
                yield return ($"files {space.Path}", Text($"{name} has no room for more files: it may hold {space.Files}."));
        }
    }

    private static StrainHistory Remember(StrainHistory history, string kind, Strain seen, TimeSpan now) => history with
    {
        Said = history.Said.SetItem(kind, now),
        RefusedProcesses = kind == nameof(seen.RefusedProcesses) ? seen.RefusedProcesses!.Value : history.RefusedProcesses,
        MemoryHits = kind == nameof(seen.MemoryHits) ? seen.MemoryHits!.Value : history.MemoryHits,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
