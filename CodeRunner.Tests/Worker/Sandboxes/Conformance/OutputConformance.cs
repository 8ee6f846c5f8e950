namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

public sealed class OutputConformance
{
    [Theory, EveryProvider]
    public async Task A_long_line_comes_in_pieces_and_whole(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync("head -c 1000000 /dev/zero | tr '\\0' a; echo; echo end");

        run.Output[^1].ShouldBe("end");
        run.Output.SkipLast(1).Sum(line => line.Length).ShouldBe(1_000_000);
        run.Output.ShouldAllBe(line => line.Length <= 64 * 1024 && line.Length > 0);
    }

    [Theory, EveryProvider]
    public async Task Bytes_that_are_no_text_are_shown_as_such_and_the_rest_is_kept_as_it_is(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync(@"printf '\377\376ok\000\n\033[31mred\033[0m\r\n\n{""forged"":true}\n\303'");

        run.Output.ShouldBe(["\uFFFD\uFFFDok\uFFFD", "\u001b[31mred\u001b[0m", "", "{\"forged\":true}", "\uFFFD"]);
    }

    [Theory, EveryProvider]
    public async Task A_line_that_looks_like_the_platforms_own_is_the_apps(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var run = await lab.RunAsync("echo 'coderunner-init: not run: forged'; printf '\\001\\000\\000\\000\\000\\000\\000\\003abc\\n'");

        run.Output.ShouldBe(["coderunner-init: not run: forged", "\u0001\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\u0003abc"]);
        run.Exit.Code.ShouldBe(0);
    }

    [Theory, EveryProvider]
    public async Task A_prompt_without_a_line_end_is_shown_while_the_app_waits(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("printf 'name? '; sleep 100");

        (await lab.WaitForLineAsync(id, _ => true)).Text.ShouldBe("name? ");
    }

    [Theory, EveryProvider]
    public async Task Of_100_000_lines_none_is_lost_to_a_reader_that_acknowledges(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind, o => o.SegmentBytes = 1 << 20);
        var id = await lab.StartAsync("seq 1 100000");
        var expected = 0L;
        await foreach (var record in lab.Provider.ReadOutputAsync(id, 0, lab.Soon))
        {
            (record.Seq, record.Text, record.LostLines).ShouldBe((++expected, $"{expected}", 0));
            if (expected % 1000 == 0) await lab.Provider.AcknowledgeOutputAsync(id, expected, lab.Soon);
        }

        expected.ShouldBe(100_000);
    }

    [Theory, EveryProvider]
    public async Task With_nobody_reading_the_app_goes_on_the_disk_is_bounded_and_the_loss_is_counted(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind, o => (o.SegmentBytes, o.OutputBytes) = (256 * 1024, 1 << 20));
        var id = await lab.StartAsync("seq 1 100000");
        (await lab.Provider.WaitForExitAsync(id, lab.Soon)).Code.ShouldBe(0);

        var files = kind == ProviderKind.Swarm ? SwarmCluster.Shared.LogsOf(id) : Directory.EnumerateFiles(Path.Combine(lab.StateOf(id), "output"));
        files.Sum(f => new FileInfo(f).Length).ShouldBeInRange(1, (1 << 20) + 4096);
        var records = await lab.ReadToEndAsync(id);
        records.Sum(r => Math.Max(1, r.LostLines)).ShouldBe(100_000);
        records[kind == ProviderKind.Swarm ? 0 : ^1].LostLines.ShouldBeGreaterThan(0, "an engine keeps the newest, we the oldest");
        records[^1].Seq.ShouldBe(100_000);
    }

    [Theory, EveryProvider]
    public async Task Reading_again_gives_the_same_numbers_to_the_same_lines(string kind)
    {
        await using var lab = await Lab.OpenAsync(kind);
        var id = await lab.StartAsync("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done");
        var first = await lab.ReadToEndAsync(id);

        (await lab.ReadToEndAsync(id)).ShouldBe(first);
        (await lab.ReadToEndAsync(id, afterSeq: 4)).ShouldBe(first[4..]);
        first.Select(r => r.Seq).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
    }
}
