using System.Text.Json;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Worker.Sources;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class HostileBuildTests
{
    [Fact]
    public async Task Links_that_a_build_plants_are_not_followed_when_it_is_measured_taken_over_and_deleted()
    {
        await using var lab = await BuildLab.CreateAsync();
        var treasure = Path.Combine(lab.Directory, "treasure");
        Directory.CreateDirectory(treasure);
        await File.WriteAllBytesAsync(Path.Combine(treasure, "gold"), new byte[8 << 20]);
        var mode = Mode(treasure);
        var outcome = await lab.BuildAsync(Shell($"ln -s {treasure} treasure && ln -s / root && ln -s {treasure}/gold gold && mkdir d && ln -s .. d/up"));
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        outcome.Artifact!.Bytes.ShouldBeLessThan(1 << 20);
        new FileInfo(Path.Combine(lab.Builder.FindArtifact(outcome.Artifact)!, "treasure")).LinkTarget.ShouldBe(treasure);
        await lab.Builder.DeleteArtifactAsync(outcome.Artifact.Id, CancellationToken.None);
        await lab.ShouldBeCleanAsync();
        File.Exists(Path.Combine(treasure, "gold")).ShouldBeTrue();
        Mode(treasure).ShouldBe(mode);
    }

    [Fact]
    public async Task Folders_without_permissions_and_deeper_than_any_path_are_removed_with_their_project()
    {
        await using var lab = await BuildLab.CreateAsync();
        var request = await lab.StoreAsync(
            Archive(),
            new BuildSettings
            {
                StartCommand = "true",
                BuildCommand = "mkdir /cache/shut && touch /cache/shut/x && chmod 0 /cache/shut && "
                    + "python3 -c \"import os; os.chdir('/cache'); [(os.mkdir('d' * 30), os.chdir('d' * 30)) for _ in range(150)]\"",
            });
        var cache = Path.Combine(lab.Directory, "node", "caches", $"{request.ProjectId}");
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Succeeded.ShouldBeTrue("a cache that no sandbox can take is made anew");
        Directory.Exists(cache).ShouldBeTrue();
        await lab.Builder.DeleteProjectAsync(request.ProjectId, CancellationToken.None);
        Directory.Exists(cache).ShouldBeFalse();
    }

    [Fact]
    public async Task A_build_without_a_disk_plants_nothing_where_the_platform_keeps_disks()
    {
        await using var lab = await BuildLab.CreateAsync(("Sandboxes:Disks", "false"));
        var request = await lab.StoreAsync(Archive(), new BuildSettings { StartCommand = "true", BuildCommand = "truncate -s 2G /cache/packages.disk && echo mine > /cache/note" });
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);

        var cache = Path.Combine(lab.Directory, "node", "caches", $"{request.ProjectId}");
        File.Exists(Path.Combine(cache, "packages.disk")).ShouldBeFalse();
        Directory.GetFiles(cache, "note", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("ln -s $PWD/other packages.disk && truncate -s 2G other")]
    [InlineData("truncate -s 2G packages.disk && chown 12345 packages.disk")]
    [InlineData("truncate -s 2G packages.disk && chmod 666 packages.disk")]
    [InlineData("truncate -s 2G packages.disk && ln packages.disk other")]
    public async Task A_disk_that_the_platform_did_not_make_is_not_taken(string plant)
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:DiskMb", "2048"));
        var request = await lab.StoreAsync(Archive(), new BuildSettings { StartCommand = "true", BuildCommand = "mount | grep -c ' /cache '" });
        var cache = Directory.CreateDirectory(Path.Combine(lab.Directory, "node", "caches", $"{request.ProjectId}")).FullName;
        using (var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", plant]) { WorkingDirectory = cache })!)
            await shell.WaitForExitAsync();

        // An empty file is no file system: a build that took it would fail.
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
    }

    [Fact]
    public async Task A_build_sees_neither_the_platforms_data_nor_another_projects_cache()
    {
        await using var lab = await BuildLab.CreateAsync();
        var other = await lab.StoreAsync(Archive(), new BuildSettings { StartCommand = "true", BuildCommand = "echo mine > /cache/secret" });
        (await lab.Builder.BuildAsync(other, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
        var outcome = await lab.BuildAsync(Shell($"! ls {lab.Directory} && ! ls /root && ! cat /etc/shadow && test ! -e /cache/secret && test $(id -u) != 0"));
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        var again = await lab.StoreAsync(Archive(), new BuildSettings { StartCommand = "true", BuildCommand = "cat /cache/secret" }, other.ProjectId);
        (await lab.Builder.BuildAsync(again, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
        lab.Log.Text.ShouldContain("mine");
    }

    [Fact]
    public async Task A_link_in_place_of_the_published_folder_is_not_taken_for_the_result()
    {
        await using var lab = await BuildLab.CreateAsync();
        var archive = TestArchive.Zip(("app.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""));
        var outcome = await lab.BuildAsync(archive, new BuildSettings { BuildCommand = "ln -s /etc .publish" });
        outcome.Failure!.Code.ShouldBe("build_without_result");
        await lab.ShouldBeCleanAsync();
        Directory.Exists("/etc").ShouldBeTrue();
    }

    [Fact]
    public async Task A_shell_command_of_the_person_runs_only_within_the_sandbox()
    {
        await using var lab = await BuildLab.CreateAsync();
        var mark = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}");
        var outcome = await lab.BuildAsync(Shell($"touch {mark} && test -e {mark} || exit 1; touch {lab.Directory}/there; true"));
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);
        File.Exists(mark).ShouldBeFalse();
        File.Exists(Path.Combine(lab.Directory, "there")).ShouldBeFalse();
    }

    [Fact]
    public async Task Credentials_of_a_registry_are_masked_in_what_a_build_prints_and_unknown_to_the_app()
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:Registries:NuGetPackageSourceCredentials_x", "Username=u;Password=hunter2hunter2"));
        var outcome = await lab.BuildAsync(Shell("env; printenv NuGetPackageSourceCredentials_x | sed 's/.*Password=//' | base64; printf hunter2; sleep 1; echo hunter2"));
        outcome.Succeeded.ShouldBeTrue();
        lab.Log.Text.Replace("\n", "").ShouldNotContain("hunter2hunter2");
        lab.Log.Text.ShouldNotContain(Convert.ToBase64String("hunter2hunter2\n"u8)[..16]);
        lab.Log.Text.ShouldContain("NuGetPackageSourceCredentials_x=***");
        outcome.Artifact!.Environment.Keys.ShouldNotContain("NuGetPackageSourceCredentials_x");
    }

    private static byte[] Archive() => TestArchive.Zip(("Procfile", "web: true"));

    private static byte[] Shell(string command) => TestArchive.Zip(
        ("package.json", JsonSerializer.Serialize(new { scripts = new { build = command, start = "node x.js" } })), ("x.js", "1"));

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
