using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class RunningConformance
{
    [Theory, EveryProvider]
    public async Task What_it_says_is_read_in_order_from_both_streams_and_numbered_from_one(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var shared = lab.NewDirectory("shared");
        var id = await lab.StartAsync(
            lab.Shell("echo one; until [ -e /cache/two ]; do sleep 0.02; done; echo two >&2; until [ -e /cache/three ]; do sleep 0.02; done; echo three")
            with
            { Purpose = SandboxPurpose.Build, Mounts = [new SandboxMount(shared, "/cache", Writable: true)] });
        // Two pipes have no order between them: each line comes when the one before has been read.
        foreach (var (said, next) in ((string, string)[])[("one", "two"), ("two", "three")])
        {
            await lab.WaitForLineAsync(id, said);
            await File.WriteAllTextAsync(Path.Combine(shared, next), "");
        }
        var run = new SandboxRun(await lab.ReadToEndAsync(id), await lab.Provider.WaitForExitAsync(id, lab.Soon));

        run.Records.Select(r => (r.Seq, r.Stream, r.Text)).ShouldBe([(1, OutputStream.Stdout, "one"), (2, OutputStream.Stderr, "two"), (3, OutputStream.Stdout, "three")]);
        run.Records.ShouldAllBe(r => r.Time > DateTimeOffset.UtcNow.AddMinutes(-2) && r.Time <= DateTimeOffset.UtcNow);
        run.Exit.Code.ShouldBe(0);
    }

    [Theory, EveryProvider(new object[] { "exit 7", 7 }, new object[] { "kill -9 $$", 137 }, new object[] { "kill -15 $$", 143 })]
    public async Task The_exit_code_tells_how_it_ended(string kind, string script, int code)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync(script);

        run.Exit.Code.ShouldBe(code);
        run.Exit.OutOfMemory.ShouldBeFalse();
    }

    [Theory, EveryProvider("no-such-program", "/app/no-such-program", "/bin", "./plain-file")]
    public async Task A_command_that_can_not_be_run_is_refused_by_name_and_leaves_nothing(string kind, string command)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Spec(command);
        await File.WriteAllTextAsync(Path.Combine(spec.AppDirectory, "plain-file"), "not a program");

        var refused = await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(spec));
        refused.Code.ShouldBe("command_not_run", refused.Message);
        refused.Message.ShouldContain(command.TrimStart('.'));
        (await lab.Provider.ListAsync(lab.Soon)).ShouldBeEmpty();
        var sandboxes = Path.Combine(lab.Options.DataDirectory, "sandboxes");
        if (Directory.Exists(sandboxes)) Directory.EnumerateFileSystemEntries(sandboxes).ShouldBeEmpty();
        if (lab.Kind.Inspected is { } engine) (await engine.NamesAsync()).ShouldNotContain(name => name.Contains($"{spec.Id:N}", StringComparison.Ordinal));
    }

    [Theory, EveryProvider]
    public async Task Its_environment_is_what_was_given_and_none_of_the_platforms(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var given = new Dictionary<string, string> { ["GREETING"] = "hello\nworld", ["odd.name"] = "x=y 'z' $A", ["LANG"] = "de_DE.UTF-8" };
        var run = await lab.RunAsync(lab.Spec("/usr/bin/env") with { Environment = given });

        foreach (var line in (string[])["GREETING=hello", "world", "odd.name=x=y 'z' $A", "LANG=de_DE.UTF-8"]) run.Output.ShouldContain(line);
        string[] known =
        [
            "PATH", "HOME", "LANG", "PWD", "GREETING", "world", "odd.name", "IN_IMAGE", "CODERUNNER_SANDBOX", "DOTNET_GCHeapHardLimit", "DOTNET_PROCESSOR_COUNT", "NODE_OPTIONS",
        ];
        run.Output.Select(line => line.Split('=')[0]).Except(known).ShouldBeEmpty();
    }

    [Theory, EveryProvider]
    public async Task It_has_nothing_to_read_and_no_descriptor_but_the_standard_ones(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync(lab.Spec("/bin/sh", "-c", "wc -c; ls /proc/self/fd"));

        run.Output.Select(line => line.Trim()).ShouldBe(["0", "0", "1", "2", "3"], "the last is that of ls itself");
    }

    [Theory, EveryProvider]
    public async Task An_instance_writes_to_a_copy_of_its_own_and_a_build_to_the_directory_itself(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Shell("cat sub/file; echo changed > sub/file; touch new; ls");
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(spec.AppDirectory, "sub")).FullName, "file");
        await File.WriteAllTextAsync(file, "original\n");

        (await lab.RunAsync(spec)).Output.ShouldBe(["original", "new", "sub"]);
        (await File.ReadAllTextAsync(file)).ShouldBe("original\n");
        (await lab.RunAsync(spec with { Id = Guid.NewGuid(), Purpose = SandboxPurpose.Build })).Output.ShouldBe(["original", "new", "sub"]);
        (await File.ReadAllTextAsync(file)).ShouldBe("changed\n");
    }

    [Theory, EveryProvider]
    public async Task A_build_writes_what_is_mounted_and_so_does_the_next(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mounts = new[] { new SandboxMount(lab.NewDirectory("cache"), "/cache", Writable: true) };
        await lab.RunAsync(lab.Shell("mkdir -m 700 /cache/mine; echo first > /cache/mine/file") with { Purpose = SandboxPurpose.Build, Mounts = mounts });

        var second = await lab.RunAsync(lab.Shell("cat /cache/mine/file; echo second > /cache/mine/file") with { Purpose = SandboxPurpose.Build, Mounts = mounts });
        (second.Text, second.Exit.Code).ShouldBe(("first", 0));
        (await File.ReadAllTextAsync(Path.Combine(mounts[0].Source, "mine/file"))).ShouldBe("second\n");
    }

    [Theory, EveryProvider(Isolating = true)]
    public async Task What_is_mounted_to_be_read_is_not_written(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var mount = new SandboxMount(lab.NewDirectory("cache"), "/cache", Writable: false);
        var run = await lab.RunAsync(lab.Shell("touch /cache/file && echo written") with { Purpose = SandboxPurpose.Build, Mounts = [mount] });

        run.Output.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(mount.Source).ShouldBeEmpty();
    }

    [Theory, EveryProvider]
    public async Task It_starts_in_its_working_directory_which_must_lie_in_the_apps(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Shell("ls");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(spec.AppDirectory, "server")).FullName, "here"), "");

        (await lab.RunAsync(spec with { WorkingDirectory = "server" })).Output.ShouldBe(["here"]);
        (await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(spec with { Id = Guid.NewGuid(), WorkingDirectory = "../etc" }))).Code.ShouldBe("working_directory_invalid");
    }

    [Theory, EveryProvider]
    public async Task A_secret_that_looks_like_a_path_of_the_apps_gets_to_it_as_it_is_and_is_masked(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        const string secret = "/app/canary";
        var spec = lab.Shell("test \"$KEY\" = /ap''p/canary && echo same; echo \"$KEY\"") with { Environment = new Dictionary<string, string> { ["KEY"] = secret }, Secrets = [secret] };

        (await lab.RunAsync(spec)).Output.ShouldBe(["same", "***"]);
    }

    [Theory, EveryProvider]
    public async Task Twelve_start_at_once(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => lab.RunAsync($"echo {i}")));

        runs.Select(r => r.Text).ShouldBe(Enumerable.Range(0, 12).Select(i => $"{i}"));
        (await lab.Provider.ListAsync(lab.Soon)).Count.ShouldBe(12);
    }

    [Theory, EveryProvider]
    public async Task An_id_is_not_used_again(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var spec = lab.Shell("echo first");
        await lab.RunAsync(spec);

        (await Should.ThrowAsync<SandboxException>(() => lab.StartAsync(spec))).Code.ShouldBe("already_started");
        (await lab.ReadToEndAsync(spec.Id)).ShouldHaveSingleItem();
    }
}
