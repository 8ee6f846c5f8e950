using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using CodeRunner.Worker.Sandboxes.Container;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>
/// A container engine of the tests' own, started once for all of them when the first wants it: its own directory, socket and mount namespace, no bridge and no
/// firewall rule. It ends with this process however that ends, as the script that holds it reads from us; then it removes all that there was of it.
/// </summary>
internal sealed class PrivateEngine : IInspectedEngine
{
    public static readonly PrivateEngine Docker = new("docker", (root, mark) =>
        $"dockerd --data-root {root}/data --exec-root {root}/exec --pidfile {root}/pid --host unix://{root}/engine.sock --cgroup-parent /{mark} "
        + "--bridge=none --iptables=false --ip6tables=false --ip-forward=false --userland-proxy=false");

    public static readonly PrivateEngine Podman = new("podman", (root, _) =>
        $"env CONTAINERS_CONF={root}/containers.conf CONTAINERS_STORAGE_CONF={root}/storage.conf CONTAINERS_REGISTRIES_CONF={root}/registries.conf podman system service --time=0 unix://{root}/engine.sock");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Lazy<Task<ContainerImages>> _started;
    private readonly Func<string, string, string> _command;
    private readonly string _mark;

    private PrivateEngine(string name, Func<string, string, string> command)
    {
        _command = command;
        _mark = $"coderunner-test-{name}-{Environment.ProcessId}";
        Root = Path.Combine(Path.GetTempPath(), _mark);
        _started = new Lazy<Task<ContainerImages>>(() => Task.Run(StartAsync));
    }

    public string Root { get; }

    public string Endpoint => $"unix://{Root}/engine.sock";

    public async Task<ContainerOptions> OptionsAsync(params string[] registries) => new() { Endpoint = Endpoint, Images = await _started.Value, LocalImages = true, AllowedPrivateRegistries = registries };

    /// <summary>What the engine says, in its own JSON.</summary>
    public async Task<string> AskAsync(string target)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = async (_, cancel) => new NetworkStream(await ConnectAsync(cancel), ownsSocket: true) };
        using var http = new HttpClient(handler) { BaseAddress = new Uri("http://engine") };
        return await http.GetStringAsync(new Uri($"/v1.40{target}", UriKind.Relative));
    }

    /// <summary>Names of all its containers.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync()
    {
        using var all = JsonDocument.Parse(await AskAsync("/containers/json?all=1"));
        return [.. all.RootElement.EnumerateArray().Select(c => c.GetProperty("Names")[0].GetString()!.TrimStart('/'))];
    }

    public async Task<string> FindAsync(Guid sandbox) => (await NamesAsync()).Single(name => name.EndsWith($"{sandbox:N}", StringComparison.Ordinal));

    public async Task<string> InspectAsync(Guid sandbox) => await AskAsync($"/containers/{await FindAsync(sandbox)}/json");

    public IEnumerable<string> Files() => Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true });

    private async Task<ContainerImages> StartAsync()
    {
        Directory.CreateDirectory(Root);
        await WriteSettingsAsync();
        // Podman asks the system's packages whose its helpers are whenever it is asked about itself, which takes a processor a second each time. In this namespace nobody knows.
        var script = $$"""
            [ ! -e /usr/bin/dpkg-query ] || mount --bind /bin/false /usr/bin/dpkg-query
            {{_command(Root, _mark)}} > {{Root}}/log 2>&1 &
            engine=$!
            read -r _
            kill $engine
            wait $engine
            for mount in $(awk '$5 ~ "^{{Root}}/" { print $5 }' /proc/self/mountinfo | sort -r); do umount -l "$mount"; done
            rmdir /sys/fs/cgroup/*/{{_mark}} /sys/fs/cgroup/{{_mark}} /sys/fs/cgroup/*/libpod_parent /sys/fs/cgroup/libpod_parent 2> /dev/null
            rm -rf {{Root}}
            """;
        var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "slave", "sh", "-c", script]) { RedirectStandardInput = true };
        var holder = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            holder.StandardInput.Close();
            holder.WaitForExit(TimeSpan.FromSeconds(20));
        };
        await AnswersAsync(holder);
        return await TestImage.LoadAsync(Endpoint);
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{Root}/engine.sock"), cancellationToken);
        return socket;
    }

    /// <summary>Podman's; Docker does not look at them.</summary>
    private async Task WriteSettingsAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "containers.conf"), """
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            """);
        await File.WriteAllTextAsync(Path.Combine(Root, "storage.conf"), $"""
            [storage]
            driver = "overlay"
            graphroot = "{Root}/graph"
            runroot = "{Root}/run"
            """);
        await File.WriteAllTextAsync(Path.Combine(Root, "registries.conf"), """
            [[registry]]
            location = "127.0.0.1"
            insecure = true
            """);
    }

    private async Task AnswersAsync(Process holder)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
            try
            {
                (await ConnectAsync(CancellationToken.None)).Dispose();
                return;
            }
            catch (SocketException) when (DateTime.UtcNow < until && !holder.HasExited)
            {
                await Task.Delay(50);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"The engine does not answer: {await File.ReadAllTextAsync($"{Root}/log")}");
            }
    }
}
