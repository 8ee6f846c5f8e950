using CodeRunner.Tests.Worker.Sources;
using CodeRunner.Worker.Builds.Retention;

namespace CodeRunner.Tests.Worker.Builds;

public sealed class BuildFailureTests
{
    [Fact]
    public async Task A_failing_build_says_which_step_and_why_and_its_output_is_in_the_log()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(App("console.log('out of tea'); process.exit(7)"));
        outcome.Failure!.Code.ShouldBe("build_failed");
        outcome.Failure.Step.ShouldBe("npm run build");
        outcome.Failure.ExitCode.ShouldBe(7);
        outcome.Failure.Message.ShouldBe("npm run build ended with exit code 7.");
        lab.Log.Text.ShouldContain("$ npm run build");
        lab.Log.Text.ShouldContain("out of tea");
        lab.Log.Entries.ShouldAllBe(entry => entry.Stream == CodeRunner.Contracts.Logs.LogStream.Build && entry.ReleaseId != null && entry.InstanceId == null);
        lab.Log.Entries.Where(entry => entry.SandboxId is not null).Select(entry => (entry.SandboxId, entry.Seq)).ShouldBeUnique();
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_build_that_never_ends_is_ended_at_its_limit()
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:Timeout", "00:00:08"));
        var outcome = await lab.BuildAsync(App("setInterval(() => {}, 1000)"));
        outcome.Failure!.Code.ShouldBe("build_timed_out");
        outcome.Failure.Step.ShouldBe("npm run build");
        outcome.Failure.Message.ShouldContain("8 seconds");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_build_that_eats_memory_is_ended_and_the_limit_is_named()
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:MemoryMb", "192"));
        var outcome = await lab.BuildAsync(App("const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1))"));
        outcome.Failure!.Code.ShouldBe("build_out_of_memory", lab.Log.Text);
        outcome.Failure.Message.ShouldContain("192 MiB");
        await lab.ShouldBeCleanAsync();
    }

    [Theory]
    [InlineData("/app")]
    [InlineData("/cache")]
    public async Task A_build_that_fills_the_disk_is_ended(string where)
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:DiskMb", "32"));
        var outcome = await lab.BuildAsync(App($"const fs = require('fs'); for (let n = 0; n < 200; n++) fs.writeFileSync('{where}/large-' + n, Buffer.alloc(1 << 20, 1))"));
        outcome.Failure!.Code.ShouldBe("build_too_large", lab.Log.Text);
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_cancelled_build_leaves_no_process_and_no_file()
    {
        await using var lab = await BuildLab.CreateAsync();
        var request = await lab.StoreAsync(App("console.log('busy'); setInterval(() => {}, 1000)"));
        using var cancel = new CancellationTokenSource();
        var busy = lab.Log.NextAsync(entry => entry.Text == "busy");
        var build = lab.Builder.BuildAsync(request, cancel.Token);
        await busy;
        (await lab.Sandboxes.ListAsync(CancellationToken.None)).Count.ShouldBe(1);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => build);
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task What_a_killed_Worker_was_building_is_ended_before_the_release_is_built_again()
    {
        await using var lab = await BuildLab.CreateAsync();
        var request = await lab.StoreAsync(TestArchive.Zip(("main.py", "print('hi')")));
        var workspace = Path.Combine(lab.Directory, "node", "builds", $"{request.ReleaseId}", "app");
        Directory.CreateDirectory(workspace);
        await lab.Sandboxes.StartAsync(
            new()
            {
                Id = Guid.CreateVersion7(),
                Labels = new(request.ProjectId, request.DeploymentId, request.ReleaseId, null, 0),
                Purpose = CodeRunner.Worker.Sandboxes.SandboxPurpose.Build,
                AppDirectory = workspace,
                Command = ["sleep", "1000"],
                Environment = new Dictionary<string, string>(),
                Limits = new(1, 64, 32, 64),
            },
            CancellationToken.None);
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Succeeded.ShouldBeTrue(lab.Log.Text);
        (await lab.Sandboxes.ListAsync(CancellationToken.None)).ShouldBeEmpty();
        (await lab.Builder.BuildAsync(request, CancellationToken.None)).Artifact!.Id.ShouldBe(request.ReleaseId);
    }

    [Fact]
    public async Task A_source_that_nothing_is_known_about_says_what_was_looked_for()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(TestArchive.Zip(("notes.txt", "hello")));
        outcome.Failure!.Code.ShouldBe("unknown_runtime");
        outcome.Failure.Message.ShouldContain("package.json");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_refused_archive_is_an_outcome_and_leaves_nothing()
    {
        await using var lab = await BuildLab.CreateAsync();
        var outcome = await lab.BuildAsync(TestArchive.Zip(("ok", "1"), ("../evil", "2")));
        outcome.Failure!.Code.ShouldBe("archive_path_refused");
        outcome.Failure.Message.ShouldContain("../evil");
        lab.Log.Text.ShouldContain("../evil");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_source_that_is_not_stored_is_an_outcome()
    {
        await using var lab = await BuildLab.CreateAsync();
        var request = await lab.StoreAsync(TestArchive.Zip(("main.py", "")));
        (await lab.Builder.BuildAsync(request with { ReleaseId = Guid.NewGuid() }, CancellationToken.None)).Failure!.Code.ShouldBe("source_missing");
    }

    [Fact]
    public async Task A_build_that_is_cancelled_when_its_result_is_kept_already_leaves_nothing()
    {
        await using var lab = await BuildLab.CreateAsync();
        var request = await lab.StoreAsync(App("1"));
        using var cancel = new CancellationTokenSource();
        lab.Log.On(entry => entry.Text.StartsWith("Built:", StringComparison.Ordinal), cancel.Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => lab.Builder.BuildAsync(request, cancel.Token));

        lab.Log.Text.ShouldContain("Built:");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task On_a_full_disk_no_build_begins_and_the_reason_says_so()
    {
        await using var lab = await BuildLab.CreateAsync(("Builds:MinFreeDiskMb", $"{1 << 30}"));
        Directory.CreateDirectory(Path.Combine(lab.Directory, "node"));

        var outcome = await lab.BuildAsync(App("1"));

        outcome.Failure!.Code.ShouldBe("node_disk_full");
        lab.Log.Text.ShouldNotContain("$ npm");
        await lab.ShouldBeCleanAsync();
    }

    [Fact]
    public void What_a_full_disk_does_to_a_file_is_recognised()
    {
        var full = Should.Throw<IOException>(() =>
        {
            using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            device.Write([1]);
        });

        DiskRoom.IsCauseOf(full).ShouldBeTrue(full.Message);
        DiskRoom.IsCauseOf(new IOException("other")).ShouldBeFalse();
    }

    private static byte[] App(string build) =>
        TestArchive.Zip(("package.json", """{"scripts":{"build":"node build.cjs","start":"node server.cjs"}}"""), ("build.cjs", build), ("server.cjs", "1"));
}
