using System.Security.Cryptography;
using System.Text;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Container;
using CodeRunner.Worker.Sandboxes.Plain;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.Extensions.Logging.Abstractions;
using static Microsoft.Extensions.Options.Options;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>A provider as the conformance tests run it, and why not where this machine can't. It may be given registries that are not on the internet.</summary>
internal sealed record ProviderKind(string Name, string? Lacks, Func<SandboxOptions, string[], Task<ISandboxProvider>> MakeAsync, PrivateEngine? Engine = null)
{
    public const string Bubblewrap = "bubblewrap";
    public const string Docker = "docker";
    public const string Podman = "podman";
    public const string Swarm = "swarm";
    public const string Process = "process";

    public static readonly IReadOnlyList<ProviderKind> All =
    [
        new(Bubblewrap, Installed.Lacks("bwrap"), (o, _) => Make(new BubblewrapProvider(Create(o), NullLogger<BubblewrapProvider>.Instance))),
        Engined(Docker, PrivateEngine.Docker, "dockerd", "runc"),
        Engined(Podman, PrivateEngine.Podman, "podman", "runc", "conmon"),
        new(
            Swarm,
            Environment.IsPrivilegedProcess ? Installed.Lacks("dockerd", "docker-registry", "runc", "ip", "iptables", "busybox", "unshare") : "a private swarm is started as root only",
            async (o, _) => new SwarmProvider(Create(o), Create(await SwarmCluster.Shared.OptionsAsync(OwnerOf(o))), NullLogger<SwarmProvider>.Instance)),
        new(Process, null, (o, _) => Make(new ProcessProvider(Create(o), NullLogger<ProcessProvider>.Instance))),
    ];

    /// <summary>Null where no engine is between us and the sandboxes.</summary>
    public IInspectedEngine? Inspected => Name == Swarm ? SwarmCluster.Shared : Engine;

    public static ProviderKind Of(string name) => All.Single(k => k.Name == name);

    private static ProviderKind Engined(string name, PrivateEngine engine, params string[] programs) => new(
        name,
        Environment.IsPrivilegedProcess ? Installed.Lacks([.. programs, "busybox", "unshare"]) : "a private engine is started as root only",
        async (o, registries) => new ContainerProvider(Create(o), Create(await engine.OptionsAsync(registries)), NullLogger<ContainerProvider>.Instance),
        engine);

    /// <summary>A node of a test's own is an installation of its own in the one swarm.</summary>
    private static string OwnerOf(SandboxOptions options) => $"t{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.DataDirectory)))[..16]}";

    private static Task<ISandboxProvider> Make(ISandboxProvider provider) => Task.FromResult(provider);
}
