using System.Globalization;
using System.Text;

namespace CodeRunner.Benchmarks.Load;

/// <summary>Processes that belong together, and what the kernel counts for them. Source: proc(5).</summary>
internal sealed class ProcessGroup
{
    private const double TicksPerSecond = 100;

    // Of the fields of /proc/PID/stat, from the state on.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int WaitedForSystemTime = 14;

    private readonly Func<IReadOnlyList<int>> members;

    private ProcessGroup(Func<IReadOnlyList<int>> members) => this.members = members;

    /// <summary>A process and all that it started, and those started.</summary>
    public static ProcessGroup Tree(int root) => new(() =>
    {
        var children = All().Select(id => (Id: id, Stat: Stat(id))).Where(each => each.Stat is not null).ToLookup(each => (int)each.Stat![Parent], each => each.Id);
        List<int> found = [root];
        for (var next = 0; next < found.Count; next++)
            found.AddRange(children[found[next]]);
        return found;
    });

    /// <summary>All of a run of the platform in a directory, those included that left their parents.</summary>
    public static ProcessGroup Run(string directory) => new(() => [.. All().Where(id => BelongsTo(directory, id))]);

    /// <summary>Their ids at this moment.</summary>
    public IReadOnlyList<int> Members => members();

    /// <summary>Of those that live, and of those that they have waited for.</summary>
    public double ProcessorSeconds() => members().Sum(id => Stat(id) is { } stat ? stat[UserTime..(WaitedForSystemTime + 1)].Sum() / TicksPerSecond : 0);

    /// <summary>MiB; memory that several share counts for each of them in its part (PSS).</summary>
    public double Mebibytes() => members().Sum(Kibibytes) / 1024;

    /// <summary>The same by the processes' names, the largest first.</summary>
    public IEnumerable<(string Name, double Mebibytes)> MebibytesByName() =>
        members().GroupBy(NameOf).Select(group => (group.Key, group.Sum(Kibibytes) / 1024)).OrderByDescending(each => each.Item2);

    /// <summary>Of a .NET process that of its program; of others the kernel's.</summary>
    private static string NameOf(int id) =>
        Read($"/proc/{id}/cmdline")?.Split('\0').Select(Path.GetFileName).FirstOrDefault(each => each!.StartsWith("CodeRunner.", StringComparison.Ordinal))?.Replace(".dll", "", StringComparison.Ordinal)
        ?? Read($"/proc/{id}/comm")?.Trim() ?? "?";

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    private static bool BelongsTo(string directory, int id) =>
        Read($"/proc/{id}/environ") is { } variables && variables.Split('\0').Any(each => each == $"CODERUNNER_RUN={directory}" || each.StartsWith($"CODERUNNER_RUN={directory}/", StringComparison.Ordinal));

    /// <summary>The numbers after a process' name, its state (as 0) the first; null where it has ended.</summary>
    private static long[]? Stat(int id) => Read($"/proc/{id}/stat") is { Length: > 0 } text
        ? [.. text[(text.LastIndexOf(')') + 2)..].Split(' ').Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0)]
        : null;

    private static double Kibibytes(int id) => Read($"/proc/{id}/smaps_rollup")?.Split('\n').FirstOrDefault(each => each.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
        ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
        : 0;

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended meanwhile
        }
    }
}
