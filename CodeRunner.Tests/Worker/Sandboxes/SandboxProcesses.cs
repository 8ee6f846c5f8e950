using System.Globalization;
using System.Text.Json;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>The processes of sandboxes as the host numbers them, and what they have of namespaces.</summary>
internal static class SandboxProcesses
{
    private static readonly string[] Kinds = ["net", "mnt", "pid", "user"];

    /// <summary>A sandbox's first process and all below it; none when it does not run.</summary>
    public static IReadOnlyList<int> Of(string dataDirectory, Guid id)
    {
        if (InitOf(Path.Combine(dataDirectory, "sandboxes", $"{id:N}", "shim.json")) is not { } init)
            return [];
        var children = All().ToLookup(ParentOf);
        var found = new List<int> { init };
        for (var index = 0; index < found.Count; index++)
            found.AddRange(children[found[index]]);
        return found;
    }

    public static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    public static string CommandOf(int pid) => Read($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();

    /// <summary>Such as "net:[4026531840]"; none of a process that has ended: until its parent looks, and be it the machine's init, it keeps two of the four.</summary>
    public static IReadOnlyList<string> NamespacesOf(int pid) => LinkOf($"/proc/{pid}/ns/net") is null ? [] : [.. Kinds.Select(kind => LinkOf($"/proc/{pid}/ns/{kind}")).OfType<string>()];

    /// <summary>In ticks since the boot; null when it has ended.</summary>
    public static ulong? StartOf(int pid) => Fields(pid) is { Length: > 19 } fields ? ulong.Parse(fields[19], CultureInfo.InvariantCulture) : null;

    private static int ParentOf(int pid) => Fields(pid) is { Length: > 1 } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static string[] Fields(int pid)
    {
        var stat = Read($"/proc/{pid}/stat");
        return stat.Length == 0 ? [] : stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static int? InitOf(string file)
    {
        if (Read(file) is not { Length: > 0 } text)
            return null;
        using var shim = JsonDocument.Parse(text);
        return shim.RootElement.TryGetProperty("init", out var init) && init.ValueKind == JsonValueKind.Object ? init.GetProperty("pid").GetInt32() : null;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
