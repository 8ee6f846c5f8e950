using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes.Swarm;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>
/// A swarm of three machines on this one, started once for all tests when the first wants it: each has a network namespace of its own on one bridge, its own daemon, directory and socket,
/// and beside them stands a registry. It ends with this process however that ends, as the script that holds it reads from us; what a run left whose script was killed too, the next one
/// removes.
/// </summary>
internal sealed class SwarmCluster : IInspectedEngine
{
    public const int Machines = 3;

    /// <summary>The tests with a whole platform in front of a swarm take turns: each is a handful of daemons and services.</summary>
    public const string Turns = "a platform in front of a swarm";

    /// <summary>An address of the internet, as far as this swarm's machines know: it is the last one's own.</summary>
    public const string Public = "1.2.3.4";

    /// <summary>Every machine answers there, at each of its addresses.</summary>
    public const int MachinePort = 7000;

    public static readonly SwarmCluster Shared = new("");

    /// <summary>For those who drain machines and kill them.</summary>
    public static readonly SwarmCluster Mortal = new("m");

    /// <summary>For the whole platform in front of it.</summary>
    public static readonly SwarmCluster Journey = new("j");

    private const int RegistryPort = 5000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly EnumerationOptions Nested = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Worker", "Sandboxes", "Conformance", "swarm-cluster.sh");
    private readonly Lazy<Task> _started;

    private readonly string _mark;

    /// <summary>Several of a run differ by a letter.</summary>
    private SwarmCluster(string letter)
    {
        _mark = $"crsw{Environment.ProcessId}{letter}";
        Root = $"/tmp/coderunner-swarm-{Environment.ProcessId}{letter}";
        _started = new Lazy<Task>(() => Task.Run(StartAsync));
        Network = $"10.213.{FreeNetwork(letter.Sum(each => each))}";
    }

    public string Root { get; }

    public TimeSpan StartedWithin { get; private set; }

    private string Network { get; }

    public async Task<SwarmOptions> OptionsAsync(string name)
    {
        await _started.Value;
        var image = $"{TestImage.Name}:latest";
        return new SwarmOptions
        {
            Name = name,
            Endpoint = Socket(1),
            Registry = $"{Network}.1:{RegistryPort}/test",
            RegistryApi = new Uri($"http://{Network}.1:{RegistryPort}"),
            Images = new() { Base = image, Node = image, Python = image, Dotnet = image },
            Nodes = [.. Enumerable.Range(1, Machines).Select(i => new SwarmNodeEndpoint { Address = AddressOf(i), Endpoint = Socket(i) })],
        };
    }

    public string AddressOf(int machine) => $"{Network}.{10 + machine}";

    public IDockerClient Connect(int machine) => new DockerClientBuilder().WithEndpoint(new Uri(Socket(machine))).Build();

    /// <summary>The daemon alone: what runs in its containers goes on until it begins again.</summary>
    public async Task KillDaemonAsync(int machine) => TryKill(int.Parse(await File.ReadAllTextAsync(Path.Combine(Root, $"{machine}", "pid")), CultureInfo.InvariantCulture));

    /// <summary>One that was killed alone.</summary>
    public async Task StartDaemonAsync(int machine)
    {
        await File.WriteAllTextAsync($"{Root}/{machine}/go", "\n");
        await AnswersAsync(machine);
    }

    /// <summary>As when its power goes: the daemon, and all that runs in its containers. It does not come back.</summary>
    public async Task KillAsync(int machine)
    {
        await KillDaemonAsync(machine);
        foreach (var group in Directory.EnumerateDirectories("/sys/fs/cgroup", $"{_mark}-{machine}", Nested))
            foreach (var processes in Directory.EnumerateFiles(group, "cgroup.procs", Nested))
                foreach (var id in await File.ReadAllLinesAsync(processes)) TryKill(int.Parse(id, CultureInfo.InvariantCulture));
    }

    public IEnumerable<string> Files() => Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true });

    /// <summary>What the daemons keep of what a sandbox has said.</summary>
    public IEnumerable<string> LogsOf(Guid sandbox) =>
        from configuration in Files().Where(file => Path.GetFileName(file) == "config.v2.json" && File.ReadAllText(file).Contains($"{sandbox:N}", StringComparison.Ordinal))
        from log in Directory.EnumerateFiles(Path.GetDirectoryName(configuration)!, "*-json.log*")
        select log;

    public async Task<string> InspectAsync(Guid sandbox)
    {
        using var http = new EngineHttp(new Uri(Socket(1)));
        var said = new List<string>();
        foreach (var target in (string[])["/services", "/tasks", "/secrets", "/nodes", "/networks"]) said.Add(await ReadAsync(http, target));
        for (var machine = 1; machine <= Machines; machine++)
        {
            using var daemon = new EngineHttp(new Uri(Socket(machine)));
            using var engine = Connect(machine);
            foreach (var container in await engine.Containers.ListContainersAsync(new ContainersListParameters { All = true }))
                if (container.Names.Any(name => name.Contains($"{sandbox:N}", StringComparison.Ordinal)))
                    said.Add(await ReadAsync(daemon, $"/containers/{container.ID}/json"));
        }

        return string.Join('\n', said);
    }

    public async Task<IReadOnlyList<string>> NamesAsync()
    {
        using var manager = Connect(1);
        var names = new List<string>();
        names.AddRange((await manager.Swarm.ListServicesAsync(new ServiceListParameters())).Select(s => s.Spec!.Name!));
        names.AddRange((await manager.Secrets.ListAsync()).Select(s => s.Spec!.Name!));
        for (var machine = 1; machine <= Machines; machine++)
        {
            using var engine = Connect(machine);
            names.AddRange((await engine.Containers.ListContainersAsync(new ContainersListParameters { All = true })).SelectMany(c => c.Names));
        }

        return names;
    }

    private static async Task<string> ReadAsync(EngineHttp http, string target)
    {
        await using var stream = await http.OpenAsync(target, CancellationToken.None);
        return stream is null ? "" : await new StreamReader(stream).ReadToEndAsync();
    }

    private async Task StartAsync()
    {
        var clock = Stopwatch.StartNew();
        RemoveLeftovers();
        Directory.CreateDirectory(Root);
        var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "slave", "sh", Script, Root, _mark, Network, $"{RegistryPort}", Public, $"{MachinePort}"]) { RedirectStandardInput = true };
        var holder = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            holder.StandardInput.Close();
            holder.WaitForExit(TimeSpan.FromSeconds(30));
        };
        for (var machine = 1; machine <= Machines; machine++) await AnswersAsync(machine, holder);
        using var manager = Connect(1);
        await manager.Swarm.InitSwarmAsync(new SwarmInitParameters { ListenAddr = $"{AddressOf(1)}:2377", AdvertiseAddr = AddressOf(1) });
        var token = (await manager.Swarm.InspectSwarmAsync()).JoinTokens.Worker;
        foreach (var machine in Enumerable.Range(2, Machines - 1))
        {
            using var engine = Connect(machine);
            await engine.Swarm.JoinSwarmAsync(new SwarmJoinParameters { RemoteAddrs = [$"{AddressOf(1)}:2377"], JoinToken = token, ListenAddr = $"{AddressOf(machine)}:2377", AdvertiseAddr = AddressOf(machine) });
        }

        await TestImage.LoadAsync(Socket(1));
        StartedWithin = clock.Elapsed;
    }

    private string Socket(int machine) => $"unix://{Root}/{machine}/s";

    private async Task AnswersAsync(int machine, Process? holder = null)
    {
        var until = DateTime.UtcNow + Patience;
        using var engine = Connect(machine);
        while (true)
            try
            {
                await engine.System.PingAsync();
                return;
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or IOException or TimeoutException)
            {
                if (DateTime.UtcNow > until || holder is { HasExited: true }) throw new InvalidOperationException($"A machine of the swarm does not answer: {TryRead($"{Root}/{machine}/log")}");
                await Task.Delay(50);
            }
    }

    private static string TryRead(string file) => File.Exists(file) ? File.ReadAllText(file) : "it was not started";

    private static int FreeNetwork(int after)
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => $"{a.Address}").ToList();
        return Enumerable.Range(Environment.ProcessId + after, 250).Select(i => i % 250).First(third => !taken.Exists(address => address.StartsWith($"10.213.{third}.", StringComparison.Ordinal)));
    }

    /// <summary>Of runs that were killed together with their scripts.</summary>
    private static void RemoveLeftovers()
    {
        foreach (var left in Directory.EnumerateDirectories("/tmp", "coderunner-swarm-*"))
            if (left.Split('-')[^1] is var run && int.TryParse(run.TrimEnd('m', 'j'), out var owner) && !Directory.Exists($"/proc/{owner}") && Traces.ProcessIdsWith(left) is var ids && !ids.Any(IsHolder))
            {
                foreach (var id in ids) TryKill(id);
                using (var removal = Process.Start("ip", ["link", "del", $"crsw{run}"])) removal.WaitForExit();
                using (var removal = Process.Start("find", ["/sys/fs/cgroup", "-type", "d", "-path", $"*/crsw{run}-*", "-delete"])) removal.WaitForExit();
                using (var removal = Process.Start("rm", ["-rf", left])) removal.WaitForExit();
            }
    }

    /// <summary>Its script is at removing it.</summary>
    private static bool IsHolder(int id) => TryRead($"/proc/{id}/cmdline").Contains("swarm-cluster.sh", StringComparison.Ordinal);

    private static void TryKill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
    }
}
