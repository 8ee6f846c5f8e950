using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes.Bubblewrap.View;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class ArgumentTests
{
    private static readonly SandboxPlan Plan = new()
    {
        System = new SystemView(["/usr"], [("/bin", "usr/bin")], ["/opt/node"], ["/proc/keys"]),
        Toolchains = [new SandboxMount("/tmp/0", "/opt/node", Writable: false)],
        EtcSource = "/tmp/1",
        NamesSource = "/tmp/4",
        AppSource = "/tmp/2",
        Mounts = [new SandboxMount("/tmp/3", "/cache", Writable: true)],
        Environment = new Dictionary<string, string> { ["PORT"] = "20001", ["HOME"] = "/app" },
        WorkingDirectory = "/app/server",
        TmpMb = 64,
        Scratch = new ScratchMount(64, 1000),
    };

    [Fact]
    public void The_whole_of_bubblewraps_arguments() => string.Join(' ', BubblewrapArguments.Build(Plan)).ShouldBe(string.Join(' ',
        "--unshare-user --disable-userns --unshare-ipc --unshare-pid --unshare-uts --unshare-net --unshare-cgroup-try --uid 1000 --gid 1000 --cap-drop ALL",
        "--die-with-parent --new-session --hostname app --clearenv --setenv HOME /app --setenv PORT 20001",
        "--json-status-fd 4 --block-fd 5 --seccomp 6",
        "--ro-bind /usr /usr --symlink usr/bin /bin --ro-bind /tmp/0 /opt/node --ro-bind /tmp/1 /etc",
        "--ro-bind /tmp/4/resolv.conf /etc/resolv.conf --ro-bind /tmp/4/hosts /etc/hosts",
        "--proc /proc --ro-bind /proc/sys /proc/sys --ro-bind /dev/null /proc/keys",
        "--dev /dev --bind /tmp/shm /dev/shm --remount-ro /dev --bind /tmp/tmp /tmp",
        "--bind /tmp/2 /app --bind /tmp/3 /cache --remount-ro / --chdir /app/server"));

    [Fact]
    public void An_ordinary_users_sandboxes_have_file_systems_in_memory_that_bubblewrap_makes() =>
        string.Join(' ', BubblewrapArguments.Build(Plan with { Scratch = null })).ShouldContain("--size 67108864 --perms 1777 --tmpfs /dev/shm --remount-ro /dev --size 67108864 --perms 1777 --tmpfs /tmp");

    [Fact]
    public void As_root_bubblewrap_runs_as_the_sandboxs_own_uid() =>
        SandboxProgram.Command("/usr/bin/setpriv", "/usr/bin/bwrap", 2100001, ["node", "server.js", "--flag"]).ShouldBe(
        [
            "/usr/bin/setpriv", "--reuid", "2100001", "--regid", "2100001", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--",
            "/usr/bin/bwrap", "--args", "3", "--", "node", "server.js", "--flag",
        ]);

    [Fact]
    public void As_an_ordinary_user_it_runs_as_that_user() =>
        SandboxProgram.Command(null, "/usr/bin/bwrap", null, ["node"]).ShouldBe(["/usr/bin/bwrap", "--args", "3", "--", "node"]);

    [Fact]
    public void Without_bubblewrap_the_refusal_says_what_to_install() =>
        Should.Throw<SandboxException>(() => SandboxProgram.Command(null, null, null, ["node"])).Message.ShouldContain("apt install bubblewrap");

    [Fact]
    public void The_platform_says_the_port_and_the_app_the_rest()
    {
        var spec = new SandboxSpec
        {
            Id = Guid.NewGuid(),
            Labels = new SandboxLabels(Guid.Empty, Guid.Empty, Guid.Empty, null, 1),
            Purpose = SandboxPurpose.Instance,
            AppDirectory = "/",
            Command = ["x"],
            Environment = new Dictionary<string, string> { ["PORT"] = "1", ["HOME"] = "/app/home", ["A"] = "b" },
            Limits = new SandboxLimits(1.5, 128, 1, 1),
        };

        AppEnvironment.Make(spec, "/bin", 20001).OrderBy(e => e.Key).Select(e => $"{e.Key}={e.Value}")
            .ShouldBe(["A=b", "ASPNETCORE_HTTP_PORTS=20001", "DOTNET_GCHeapHardLimit=6000000", "DOTNET_PROCESSOR_COUNT=2", "HOME=/app/home", "HOST=0.0.0.0", "LANG=C.UTF-8", "NODE_OPTIONS=--max-old-space-size=96", "PATH=/bin", "PORT=20001"], ignoreOrder: true);
        Should.Throw<SandboxException>(() => AppEnvironment.Make(spec with { Environment = new Dictionary<string, string> { ["A=B"] = "" } }, "/bin", null)).Code.ShouldBe("environment_invalid");
    }
}
