using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class RunningTests
{
    [Fact]
    public async Task A_command_runs_and_what_it_says_is_read_in_order_from_both_streams()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("echo one; until [ -e two ]; do sleep 0.02; done; echo two >&2; until [ -e three ]; do sleep 0.02; done; echo three"));
        // Two pipes have no order between them: each line comes when the one before has been read.
        foreach (var (said, next) in ((string, string)[])[("one", "two"), ("two", "three")])
        {
            await host.WaitForLineAsync(id, line => line == said);
            await File.WriteAllTextAsync(Path.Combine(host.AppOf(id), next), "");
        }
        var run = new SandboxRun(await host.ReadToEndAsync(id), await host.Provider.WaitForExitAsync(id, host.Soon));

        run.Records.Select(r => (r.Seq, r.Stream, r.Text)).ShouldBe([(1, OutputStream.Stdout, "one"), (2, OutputStream.Stderr, "two"), (3, OutputStream.Stdout, "three")]);
        run.Records.ShouldAllBe(r => r.Time > DateTimeOffset.UtcNow.AddMinutes(-2) && r.Time <= DateTimeOffset.UtcNow);
        run.Exit.Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task The_exit_code_tells_how_it_ended(string script, int code)
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync(script);

        run.Exit.Code.ShouldBe(code);
        run.Exit.OutOfMemory.ShouldBeFalse();
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_refused_by_name_and_leaves_nothing()
    {
        await using var host = new SandboxHost();
        var refused = await Should.ThrowAsync<SandboxException>(() => host.StartAsync(host.Spec("no-such-program")));

        refused.Code.ShouldBe("command_not_run");
        refused.Message.ShouldContain("no-such-program");
        (await host.Provider.ListAsync(host.Soon)).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Path.Combine(host.Options.DataDirectory, "sandboxes")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_environment_is_what_was_given_and_little_else()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync(host.Spec("/usr/bin/env") with { Environment = new Dictionary<string, string> { ["GREETING"] = "hello world", ["LD_PRELOAD_NOT"] = "x=y" } });

        run.Output.Order(StringComparer.Ordinal).ShouldBe(["DOTNET_GCHeapHardLimit=C000000", "DOTNET_PROCESSOR_COUNT=1", "GREETING=hello world", "HOME=/app", "LANG=C.UTF-8", "LD_PRELOAD_NOT=x=y", "NODE_OPTIONS=--max-old-space-size=192", "PATH=/usr/local/bin:/usr/bin:/bin", "PWD=/app"]);
    }

    [Fact]
    public async Task An_instance_writes_to_a_copy_of_its_own_and_a_build_to_the_directory_itself()
    {
        await using var host = new SandboxHost();
        var spec = host.Shell("cat sub/file; echo changed > sub/file; touch new; ls");
        Directory.CreateDirectory(Path.Combine(spec.AppDirectory, "sub"));
        await File.WriteAllTextAsync(Path.Combine(spec.AppDirectory, "sub/file"), "original\n");

        (await host.RunAsync(spec)).Output.ShouldBe(["original", "new", "sub"]);
        (await File.ReadAllTextAsync(Path.Combine(spec.AppDirectory, "sub/file"))).ShouldBe("original\n");
        (await host.RunAsync(spec with { Id = Guid.NewGuid(), Purpose = SandboxPurpose.Build })).Output.ShouldBe(["original", "new", "sub"]);
        (await File.ReadAllTextAsync(Path.Combine(spec.AppDirectory, "sub/file"))).ShouldBe("changed\n");
    }

    [Fact]
    public async Task Twenty_start_at_once()
    {
        await using var host = new SandboxHost();
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.RunAsync($"echo {i}")));

        runs.Select(r => r.Text).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
        (await host.Provider.ListAsync(host.Soon)).Count.ShouldBe(20);
    }
}
