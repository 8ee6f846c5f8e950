using System.Diagnostics;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Worker.Builds;
using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Tests.Worker.Sources;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Builds.Plans;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Tests.Worker.Abuse;

/// <summary>Plants what leads astray wherever the host later reads, writes or deletes, and swaps it meanwhile.</summary>
public sealed class PlantedTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("planted-").FullName;

    public void Dispose() => TreeDeletion.Delete(_root);

    [Fact, Trait("Needs", "root")]
    public async Task What_a_build_plants_does_not_come_into_its_artifact()
    {
        await using var lab = await BuildLab.CreateAsync();
        var treasure = Path.Combine(lab.Directory, "treasure");
        await File.WriteAllTextAsync(treasure, "gold");
        var plant = $"mkfifo pipe; echo tool > tool; chmod 6777 tool; ln -s {treasure} link; ln -s /proc/self/root root; ln tool hard; mknod device c 1 1; "
            + "echo cached > /cache/file; ln /cache/file stolen; python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('sock')\"; true";
        var outcome = await lab.Builder.BuildAsync(await lab.StoreAsync(Archive, new BuildSettings { StartCommand = "true", BuildCommand = plant }), CancellationToken.None);
        outcome.Succeeded.ShouldBeTrue(lab.Log.Text);

        var artifact = lab.Builder.FindArtifact(outcome.Artifact!)!;
        Shell(_root, $"cd {artifact}; find . -mindepth 1 ! -type f ! -type l ! -type d; find . -perm /7022 ! -type l").ShouldBeEmpty();
        new FileInfo(Path.Combine(artifact, "link")).LinkTarget.ShouldBe(treasure);
        await lab.Builder.DeleteArtifactAsync(outcome.Artifact!.Id, CancellationToken.None);
        (await File.ReadAllTextAsync(treasure)).ShouldBe("gold");
        Traces.MountsWith(lab.Directory).ShouldBeEmpty();
        await Traces.LoopDevicesAreGoneAsync(lab.Directory);
    }

    [Theory]
    [InlineData("head -c 300000000 /dev/zero > large")]
    [InlineData("head -c 300000000 /dev/zero > /cache/large")]
    [InlineData("python3 -c \"[open('f%d' % i, 'w').close() for i in range(100000)]\"")]
    [Trait("Needs", "root")]
    public async Task A_build_that_fills_its_disk_ends_with_that_reason(string command)
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:DiskMb", "64"));
        (await lab.Sandboxes.ProbeAsync(CancellationToken.None)).DiskLimit.ShouldBeTrue();
        var request = await lab.StoreAsync(Archive, new BuildSettings { StartCommand = "true", BuildCommand = command });
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Failure.ShouldNotBeNull(lab.Log.Text).Code.ShouldBe("build_too_large");
        await lab.ShouldBeCleanAsync();
    }

    [Fact, Trait("Needs", "root")]
    public async Task A_file_of_holes_that_is_larger_than_any_disk_does_not_fill_the_hosts()
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:DiskMb", "64"));
        var request = await lab.StoreAsync(Archive, new BuildSettings { StartCommand = "true", BuildCommand = "truncate -s 1T holes" });
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Failure.ShouldNotBeNull().Code.ShouldBeOneOf("disk_limit", "build_failed");
        await lab.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData("mkfifo package.json")]
    [InlineData("ln -s /etc/passwd package.json")]
    [InlineData("mkdir package.json")]
    [InlineData("ln -s package.json package.json")]
    [InlineData("mknod package.json c 1 5 || true")]
    [InlineData("truncate -s 1T package.json")]
    public async Task Detection_reads_plain_files_only_and_waits_for_nobody(string plant)
    {
        Shell(_root, $"{plant}; echo 'web: true' > Procfile");
        var read = await Task.Run(() => SourceReader.Read(_root)).WaitAsync(TimeSpan.FromMinutes(2));

        read.Texts.Keys.ShouldBe(["Procfile"]);
        PlainFile.TryReadText(Path.Combine(_root, "package.json"), 1000).ShouldBeNull();
    }

    [Fact]
    public void A_directory_that_becomes_a_link_while_it_is_copied_lets_nothing_in()
    {
        var copies = 0;
        WhileSwapping(tree =>
        {
            var target = Path.Combine(_root, $"copy{copies++}");
            try
            {
                new TreeCopy(null, 100).Copy(tree, target);
            }
            catch (IOException)
            {
                // An entry was gone, or a link, when it was opened.
            }
        });

        copies.ShouldBeGreaterThan(20);
        Shell(_root, "grep -rs gold copy*").ShouldBeEmpty();
    }

    [Fact, Trait("Needs", "root")]
    public void A_directory_that_becomes_a_link_while_it_is_given_away_gives_nothing_else()
    {
        WhileSwapping(tree =>
        {
            try
            {
                TreeOwner.Give(tree, 2_100_000);
            }
            catch (IOException)
            {
                // As above.
            }
        });

        Shell(_root, "stat -c %u treasure treasure/gold").ShouldBe("0\n0\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_that_becomes_a_link_while_it_is_deleted_takes_nothing_with_it(bool withTools)
    {
        WhileSwapping(tree =>
        {
            try
            {
                if (withTools) DiskTree.DeleteAsync(tree, CancellationToken.None).Wait();
                else TreeDeletion.Delete(tree);
            }
            catch (Exception e) when (e is IOException or AggregateException { InnerException: IOException })
            {
                // What swaps also makes anew: it may be there again.
            }

            Shell(_root, "mkdir -p tree/a/b");
        });

        Shell(_root, "cat treasure/gold").ShouldBe("gold");
    }

    private static byte[] Archive => TestArchive.Zip(("Procfile", "web: true"));

    /// <summary>Something as quick as it can swaps a directory of the tree for a link to a treasure beside it, while that is done again and again.</summary>
    private void WhileSwapping(Action<string> act)
    {
        Shell(_root, "mkdir -p tree/a/b tree/c treasure; printf gold > treasure/gold; for i in 1 2 3 4 5 6 7 8; do mkdir -p tree/x$i; echo $i > tree/x$i/f; done");
        var script = $"import os, itertools\nos.chdir('{_root}')\nos.makedirs('spare', exist_ok=True)\nprint('ready', flush=True)\n"
            + """
            def attempt(f, *a):
                try: f(*a)
                except OSError: pass
            for i in itertools.count():
                d = 'tree/' + ('a', 'c', 'x3', 'x7')[i % 4]
                attempt(os.rename, d, 'spare/d%d' % (i % 50))
                attempt(os.symlink, '../treasure', d)
                attempt(os.unlink, d)
                attempt(os.mkdir, d)
                attempt(os.rmdir, 'spare/d%d' % ((i + 1) % 50))
            """;
        using var swapper = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardOutput = true })!;
        swapper.StandardOutput.ReadLine().ShouldBe("ready");
        try
        {
            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3);) act(Path.Combine(_root, "tree"));
            swapper.HasExited.ShouldBeFalse();
        }
        finally
        {
            swapper.Kill();
            swapper.WaitForExit();
        }
    }

    private static string Shell(string directory, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return output;
    }
}
