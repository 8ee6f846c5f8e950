using CodeRunner.Worker.Sandboxes.Container;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class EngineWordsTests
{
    private const string Image = "10.1.2.3:5000/team/app:1";

    [Theory]
    [InlineData("manifest for 10.1.2.3:5000/team/app:1 not found: manifest unknown: manifest unknown")]
    [InlineData("pull access denied for team/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied")]
    [InlineData("Error response from daemon: no such image: localhost/team/app@sha256:0123")]
    [InlineData("initializing source docker://10.1.2.3:5000/team/app:1: reading manifest 1: unauthorized: authentication required")]
    [InlineData("Get \"https://10.1.2.3:5000/v2/\": http: server gave HTTP response to HTTPS client")]
    [InlineData("1f2e3d: Pull complete")]
    public void What_helps_stays(string words) => EngineWords.ForPeople(words, Image).ShouldBe(words);

    [Theory]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /srv/node 1/app", "srv")]
    [InlineData("error mounting \"/var/lib/docker/x y/merged\" to rootfs at \"/app\": no such file", "x y")]
    [InlineData("mount overlay:lowerdir=/srv/docker/l/A:/srv/docker/l/B,upperdir=/srv/docker/u: no space left", "srv")]
    [InlineData("Cannot connect at unix:///run/secret/docker.sock", "secret")]
    [InlineData("dial unix @/containerd/shim.sock: connection refused", "shim.sock")]
    [InlineData("Get \"https://10.1.2.3:5000/v2/\": dial tcp: lookup r on 10.9.9.53:53: read udp 172.16.0.9:4711->10.9.9.53:53: i/o timeout", "172.16.0.9", "10.9.9.53")]
    [InlineData("Get \"https://auth.internal/token?account=robot&service=r\": unauthorized", "auth.internal", "robot")]
    [InlineData("Get \"https://10.1.2.3:5000/token?account=robot\": unauthorized", "robot")]
    [InlineData("proxyconnect tcp: Get \"http://robot:hunter2@10.1.2.3:5000/\": refused", "robot", "hunter2")]
    [InlineData("proxyconnect tcp: dial tcp [fd00::7]:3128: connect: refused", "fd00", "3128")]
    [InlineData("dial tcp 10.1.2.30:5000 and fd00::7 refused", "10.1.2.30", "fd00::7")]
    [InlineData("login with pass-word failed", "pass-word")]
    public void What_is_the_nodes_own_is_left_out(string words, params string[] secrets)
    {
        var shown = EngineWords.ForPeople(words, Image, "", "pass-word");
        foreach (var secret in secrets) shown.ShouldNotContain(secret);
    }

    [Fact]
    public void What_is_very_long_is_cut() => EngineWords.ForPeople(new string('a', 100_000)).Length.ShouldBeLessThan(2000);

    [Theory]
    [InlineData("registry.internal", "registry.internal", true)]
    [InlineData("registry.internal", "REGISTRY.internal:443", true)]
    [InlineData("registry.internal", "registry.internal:80", true)]
    [InlineData("registry.internal", "registry.internal:5000", false)]
    [InlineData("registry.internal:5000", "registry.internal:5000", true)]
    [InlineData("registry.internal:5000", "registry.internal", false)]
    [InlineData("registry.internal:5000", "registry.internal:443", false)]
    [InlineData("registry.internal", "other.registry.internal", false)]
    public void A_registry_is_allowed_at_its_port(string entry, string registry, bool allowed) => RegistryPlace.IsAllowed(registry, [entry]).ShouldBe(allowed);

    [Fact]
    public void Volumes_are_what_the_kernel_would_resolve() =>
        ImageVolumes.Of(["/data/", "/data", "/a/../b", "/../c", "//d/./e//", "/", "relative", "/app/", "/x/.."], [new CodeRunner.Worker.Sandboxes.SandboxMount("/s", "/app", Writable: true)])
            .ShouldBe(["/data", "/b", "/c", "/d/e"]);
}
