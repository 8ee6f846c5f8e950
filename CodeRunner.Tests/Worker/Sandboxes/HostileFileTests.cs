using System.Diagnostics;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class HostileFileTests
{
    [Fact]
    public async Task Links_pipes_devices_and_lent_identities_do_not_come_into_a_copy()
    {
        await using var host = new SandboxHost();
        var outside = host.NewDirectory("outside");
        await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "secret");
        var spec = host.Shell("ls; cat link; cat dir/secret; stat -c %a tool");
        Shell(spec.AppDirectory, $"ln -s {outside}/secret link; ln -s {outside} dir; mkfifo pipe; touch tool; chmod 6755 tool; mknod device c 1 5 || true");

        var run = await host.RunAsync(spec);
        run.Output.ShouldBe(["dir", "link", "tool", "755"]);
        run.Errors.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_link_in_a_builds_directory_gives_away_no_file_outside_it()
    {
        await using var host = new SandboxHost();
        var outside = host.NewDirectory("outside");
        var file = Path.Combine(outside, "file");
        await File.WriteAllTextAsync(file, "kept");
        var spec = host.Shell("echo > link; echo > dir/file; rm -rf dir/; ls -d dir") with { Purpose = SandboxPurpose.Build };
        Shell(spec.AppDirectory, $"ln -s {file} link; ln -s {outside} dir");
        var owner = Owner(file);

        (await host.RunAsync(spec)).Errors.ShouldNotBeEmpty();
        (Owner(file), Owner(outside), await File.ReadAllTextAsync(file)).ShouldBe((owner, owner, "kept"));
    }

    [Fact]
    public async Task What_an_app_plants_can_not_stop_its_deletion_or_lead_it_astray()
    {
        await using var host = new SandboxHost();
        var outside = host.NewDirectory("outside");
        await File.WriteAllTextAsync(Path.Combine(outside, "file"), "kept");
        var id = await host.StartAsync(host.Shell(
            $"ln -s {outside} dir; ln -s {outside}/file link; mkfifo pipe; mkdir -p locked/in; chmod 0 locked; touch \"$(printf 'odd\\377name')\"; "
            + "i=0; while [ $i -lt 1500 ]; do mkdir d && cd -P d 2> /dev/null || break; i=$((i+1)); done; echo done"));
        // Where its files are measured, it may be ended for so deep a tree.
        await host.Provider.WaitForExitAsync(id, host.Soon);

        await host.Provider.DeleteAsync(id, host.Soon);
        Directory.Exists(host.StateOf(id)).ShouldBeFalse();
        (await File.ReadAllTextAsync(Path.Combine(outside, "file"))).ShouldBe("kept");
    }

    [Fact]
    public async Task A_tree_without_end_is_refused()
    {
        await using var host = new SandboxHost();
        var spec = host.Shell("true");
        Directory.CreateDirectory(Path.Combine([spec.AppDirectory, .. Enumerable.Repeat("d", 200)]));

        (await Should.ThrowAsync<SandboxException>(() => host.StartAsync(spec))).Code.ShouldBe("too_deep");
        if (Environment.IsPrivilegedProcess)
            (await Should.ThrowAsync<SandboxException>(() => host.StartAsync(spec with { Purpose = SandboxPurpose.Build }))).Code.ShouldBe("too_deep");
    }

    [Theory]
    [InlineData(SandboxPurpose.Build)]
    [InlineData(SandboxPurpose.Instance)]
    public async Task It_runs_where_only_the_platforms_user_may_enter_and_no_mode_changes(SandboxPurpose purpose)
    {
        await using var host = new SandboxHost();
        Shell(host.Root, "chmod 700 .");
        var spec = host.Shell("echo written > file; cat file; cat /cache/note; echo more > /cache/new");
        var cache = host.NewDirectory("cache");
        await File.WriteAllTextAsync(Path.Combine(cache, "note"), "from the cache\n");

        var run = await host.RunAsync(spec with { Purpose = purpose, Mounts = [new SandboxMount(cache, "/cache", Writable: true)] });
        run.Output.ShouldBe(["written", "from the cache"]);
        (await File.ReadAllTextAsync(Path.Combine(cache, "new"))).ShouldBe("more\n");
        Shell(host.Root, "stat -c %a .").Trim().ShouldBe("700");
    }

    [Fact]
    public async Task Builds_that_share_a_cache_go_on_as_one_another()
    {
        await using var host = new SandboxHost();
        var mounts = new[] { new SandboxMount(host.NewDirectory("cache"), "/cache", Writable: true) };
        await host.RunAsync(host.Shell("mkdir -m 700 /cache/mine; echo first > /cache/mine/file") with { Purpose = SandboxPurpose.Build, Mounts = mounts });

        var second = await host.RunAsync(host.Shell("cat /cache/mine/file; echo second > /cache/mine/file") with { Purpose = SandboxPurpose.Build, Mounts = mounts });
        second.Output.ShouldBe(["first"]);
        second.Exit.Code.ShouldBe(0);
    }

    private static string Owner(string path) => Shell("/", $"stat -c %u:%g '{path}'").Trim();

    private static string Shell(string directory, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return output;
    }
}
