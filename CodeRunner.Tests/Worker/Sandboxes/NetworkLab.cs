using System.Collections.Concurrent;
using System.Diagnostics;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>
/// A network namespace that stands for the host's, with listeners at addresses of every kind. The shim, and with it the sandboxes' way out, runs in it; the machine's
/// own network is not touched, and nobody else's address is ever tried.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    public const string Public = "1.2.3.4";
    public const string Blocked = "1.2.3.5";
    public const string NameServer = "10.9.9.53";
    private const string Python = "/usr/bin/python3";

    private static readonly string[] Addresses =
        [Public, Blocked, NameServer, "10.1.2.3", "172.16.5.5", "192.168.7.7", "169.254.169.254", "100.64.1.1", "198.18.0.9", "192.0.2.77", "203.0.113.9", "240.0.0.9", "192.88.99.9"];

    private readonly string _directory = Directory.CreateTempSubdirectory("network-lab-").FullName;
    private readonly ConcurrentQueue<string> _contacts = new();
    private readonly TaskCompletionSource _ready = new();
    private readonly Process _process;

    private NetworkLab()
    {
        var root = Environment.IsPrivilegedProcess;
        string[] enter = root ? ["--net"] : ["--user", "--map-current-user", "--keep-caps", "--net"];
        var addresses = string.Join(' ', Addresses.Select(a => $"&& ip addr add {a}/32 dev d0"));
        var script = $"ip link set lo up && ip link add d0 type veth peer name d1 && ip link set d1 up && ip link set d0 up {addresses} && ip -6 addr add fd00::9/128 dev d0 nodad && ip route add default dev d0 "
            + $"&& exec {Python} {File("network-lab.py")} {Abstract}";
        var start = new ProcessStartInfo("unshare", [.. enter, "sh", "-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
    }

    public string Abstract { get; } = $"coderunner-test-{Guid.NewGuid():N}";

    /// <summary>Who was reached at which of its addresses, so far.</summary>
    public IReadOnlyList<string> Contacts => [.. _contacts];

    /// <summary>Every place that nobody in a sandbox may reach, as the probe takes it; the last few are the stack's own and the loopbacks'.</summary>
    public IReadOnlyList<string> Forbidden =>
    [
        .. Addresses.Where(a => a != Public).Select(a => $"{a}:7000"),
        "::ffff:10.1.2.3:7000", "127.0.0.1:7000", "127.0.0.1:7002", "::1:7000", "fd00::9:7000", "192.88.99.2:7000", "192.88.99.2:7002", "192.88.99.3:7000", "192.88.99.3:7002",
        "255.255.255.255:7000", $"abstract={Abstract}",
    ];

    public static async Task<NetworkLab> StartAsync()
    {
        var lab = new NetworkLab();
        await lab._ready.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return lab;
    }

    /// <summary>A node whose shims, and so whose sandboxes' ways out, are in this network.</summary>
    public SandboxHost Host() => new(options =>
    {
        options.NameServers.Add(NameServer);
        options.BlockedNetworks.Add($"{Blocked}/32");
        var wrapper = Path.Combine(_directory, $"shim-{Guid.NewGuid():N}");
        System.IO.File.WriteAllText(wrapper, $"#!/bin/sh\nexec nsenter {Entry} {options.ShimPath} \"$@\"\n");
        Process.Start("chmod", ["755", wrapper]).WaitForExit();
        options.ShimPath = wrapper;
    });

    /// <summary>The probe in a sandbox.</summary>
    public static SandboxSpec Probe(SandboxHost host, NetworkAccess access, params IEnumerable<string> places)
    {
        var spec = host.Spec([Python, "/app/network-probe.py", .. places]) with { Network = access };
        System.IO.File.Copy(File("network-probe.py"), Path.Combine(spec.AppDirectory, "network-probe.py"));
        return spec;
    }

    /// <summary>The control: the same probe where no policy holds.</summary>
    public async Task<string> ProbeOutsideAsync(params IEnumerable<string> places)
    {
        string[] command = [.. Entry.Split(' '), Python, File("network-probe.py"), .. places];
        using var probe = Process.Start(new ProcessStartInfo("nsenter", command) { RedirectStandardOutput = true })!;
        return await probe.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What was sent has come when the one to whom it went says so.</summary>
    public async Task WaitForAsync(string contact)
    {
        await Eventually.BeAsync(() => Task.FromResult(string.Join('\n', Contacts)), _ => _contacts.Contains(contact), $"{contact} was reached");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Entry => (Environment.IsPrivilegedProcess ? "" : $"--user=/proc/{_process.Id}/ns/user --preserve-credentials ") + $"--net=/proc/{_process.Id}/ns/net";

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Worker", "Sandboxes", name);

    private void Hear(string? line)
    {
        if (line == "ready") _ready.TrySetResult();
        else if (line is null) _ready.TrySetException(new InvalidOperationException("The lab's network could not be made."));
        else _contacts.Enqueue(line["contact ".Length..^" end".Length]);
    }
}
