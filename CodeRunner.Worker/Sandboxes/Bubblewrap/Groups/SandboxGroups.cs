using System.Text.Json.Serialization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>The control groups of one sandbox: a directory for each of memory, cpu, cpuacct and pids that could be had; with version 2 all the same one.</summary>
internal sealed record SandboxGroups(IReadOnlyDictionary<string, string> Directories)
{
    public static readonly SandboxGroups None = new(new Dictionary<string, string>());

    public IReadOnlyList<string> Distinct => [.. Directories.Values.Distinct()];

    /// <summary>
    /// How many processes in them are the sandbox's own and not the app's: the one that reaps, and with version 1, where the sandboxing program is born in the
    /// groups, the one that waits for it.
    /// </summary>
    [JsonIgnore]
    public int OwnProcesses => Directories.ContainsKey("cpuacct") ? 2 : 1;

    /// <summary>The file with the line <c>oom_kill N</c>.</summary>
    public string? OomFile => Directories.TryGetValue("memory", out var directory)
        ? new[] { "memory.events", "memory.oom_control" }.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
        : null;
}
