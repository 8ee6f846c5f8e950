using System.Globalization;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

/// <summary>Makes and removes sandboxes' control groups beneath one parent of this node's. Which controllers it has is found by trying.</summary>
internal sealed class ControlGroups
{
    private const int CpuPeriodMicroseconds = 100_000;
    private const int RemovalAttempts = 200;
    private static readonly string[] SwapFiles = ["memory.swap.max", "memory.memsw.limit_in_bytes"];
    private readonly bool _unified;

    /// <summary>Controller to the parent directory of the sandboxes' groups.</summary>
    private readonly Dictionary<string, string> _parents = [];
    private readonly Dictionary<string, Action> _remakeParent = [];

    private ControlGroups(bool unified) => _unified = unified;

    /// <summary>In words, by controller: which limits can't be had and why.</summary>
    public Dictionary<string, string> Missing { get; } = [];

    public bool Limits(string controller) => _parents.ContainsKey(controller);

    public bool LimitsSwap { get; private set; }

    public static ControlGroups Find(GroupHierarchies hierarchies, string nodeName, bool asRoot)
    {
        var unified = hierarchies.Unified is { } mount && UnifiedParent.Offers(mount);
        var groups = new ControlGroups(unified);
        foreach (var (controller, limit) in new[] { ("memory", "memory"), ("cpu", "CPU"), ("pids", "number of processes") })
        {
            var why = unified ? groups.TryUnified(hierarchies.Unified!, controller, nodeName, asRoot) : groups.TryLegacy(hierarchies, controller, nodeName);
            if (why is not null) groups.Missing.Add(controller, $"The {limit} limit is not enforced: {why}");
        }

        if (!unified) groups.TryLegacy(hierarchies, "cpuacct", nodeName);
        return groups;
    }

    /// <summary>Makes the sandbox's groups with its limits. As many processes more are let in than the app may have as are the sandbox's own.</summary>
    public SandboxGroups Create(Guid id, SandboxLimits limits)
    {
        var made = new Dictionary<string, string>();
        foreach (var (controller, parent) in _parents)
        {
            var directory = Path.Combine(parent, id.ToString("N"));
            if (!Directory.Exists(parent)) _remakeParent[controller]();
            Directory.CreateDirectory(directory);
            made[controller] = directory;
            foreach (var (file, value) in Settings(controller, limits)) Write(directory, file, value);
        }

        return new SandboxGroups(made);
    }

    /// <summary>Takes the node's parent groups away where nothing is in them any more.</summary>
    public void RemoveEmptyParents()
    {
        foreach (var parent in _parents.Values.Distinct()) TryRemove(parent);
    }

    /// <summary>Names of groups that are there, for the removal of what a killed run has left.</summary>
    public IEnumerable<(Guid Id, SandboxGroups Groups)> All() =>
        from parent in _parents
        where Directory.Exists(parent.Value)
        from directory in Directory.EnumerateDirectories(parent.Value)
        where Guid.TryParseExact(Path.GetFileName(directory), "N", out _)
        group (parent.Key, directory) by Guid.ParseExact(Path.GetFileName(directory), "N") into one
        select (one.Key, new SandboxGroups(one.ToDictionary(d => d.Key, d => d.directory)));

    /// <summary>Ends what still runs in them and removes them; the kernel lets a group go a moment after its last process.</summary>
    public static async Task RemoveAsync(SandboxGroups groups, CancellationToken cancellationToken)
    {
        foreach (var directory in groups.Distinct)
            for (var attempt = 0; attempt < RemovalAttempts && Directory.Exists(directory); attempt++)
            {
                if (TryRemove(directory)) break;
                KillAll(directory);
                await Task.Delay(5, cancellationToken);
            }
    }

    private static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(directory);
        }
    }

    private static void KillAll(string directory)
    {
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(directory, "cgroup.procs")))
                Processes.ProcessHandle.Kill(int.Parse(line, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It went meanwhile.
        }
    }

    /// <summary>Of what all want at once, each gets by its limit: one that may have little waits behind one that may have much.</summary>
    private IEnumerable<(string File, string Value)> Settings(string controller, SandboxLimits limits)
    {
        var bytes = ((long)limits.MemoryMb << 20).ToString(CultureInfo.InvariantCulture);
        var quota = ((long)(limits.Cpus * CpuPeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        var (weight, shares) = (Math.Clamp((int)(limits.Cpus * 100), 1, 10_000), Math.Max(2, (int)(limits.Cpus * 1024)));
        var pids = (limits.Pids + (_unified ? 1 : 2)).ToString(CultureInfo.InvariantCulture);
        return (controller, _unified) switch
        {
            ("memory", true) => [("memory.max", bytes), (SwapFiles[0], "0")],
            ("memory", false) => [("memory.limit_in_bytes", bytes), (SwapFiles[1], bytes)],
            ("cpu", true) => [("cpu.max", $"{quota} {CpuPeriodMicroseconds}"), ("cpu.weight", $"{weight}")],
            ("cpu", false) => [("cpu.cfs_period_us", $"{CpuPeriodMicroseconds}"), ("cpu.cfs_quota_us", quota), ("cpu.shares", $"{shares}")],
            ("pids", _) => [("pids.max", pids)],
            _ => [],
        };
    }

    /// <summary>Swap is accounted for only on some machines; the rest must be there.</summary>
    private static void Write(string directory, string file, string value)
    {
        var path = Path.Combine(directory, file);
        if (SwapFiles.Contains(file) && !File.Exists(path)) return;
        File.WriteAllText(path, value);
    }

    private string? TryUnified(string mount, string controller, string nodeName, bool asRoot)
    {
        if (!UnifiedParent.TryMake(mount, controller, nodeName, asRoot, out var parent, out var why)) return why;
        _remakeParent[controller] = () => UnifiedParent.TryMake(mount, controller, nodeName, asRoot, out _, out _);
        return TryAdd(controller, parent);
    }

    private string? TryLegacy(GroupHierarchies hierarchies, string controller, string nodeName)
    {
        if (!hierarchies.Legacy.TryGetValue(controller, out var mount)) return $"this machine has no control group for {controller}.";
        var parent = Path.Combine(mount, "coderunner", nodeName);
        _remakeParent[controller] = () => Directory.CreateDirectory(parent);
        return TryAdd(controller, parent);
    }

    /// <summary>Whether a limit can be set is known when one was.</summary>
    private string? TryAdd(string controller, string parent)
    {
        var trial = Path.Combine(parent, "trial-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(trial);
            foreach (var (file, value) in Settings(controller, new SandboxLimits(1, 64, 64, 64))) Write(trial, file, value);
            LimitsSwap |= SwapFiles.Any(file => File.Exists(Path.Combine(trial, file)));
            Directory.Delete(trial);
            _parents[controller] = parent;
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryRemove(trial);
            return e.Message;
        }
    }
}
