namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class OutputTests
{
    [Fact]
    public async Task A_line_of_10_MB_comes_in_pieces_and_whole()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync("head -c 10000000 /dev/zero | tr '\\0' a; echo; echo end");

        run.Output[^1].ShouldBe("end");
        run.Output.SkipLast(1).Sum(line => line.Length).ShouldBe(10_000_000);
        run.Output.ShouldAllBe(line => line.Length <= 64 * 1024 && line.Length > 0);
    }

    [Fact]
    public async Task A_character_is_not_cut_where_a_line_is()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync("printf a; yes ä | head -n 50000 | tr -d '\\n'; echo");

        string.Concat(run.Output).ShouldBe("a" + new string('ä', 50_000));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_shown_as_such_and_the_rest_is_kept_as_it_is()
    {
        await using var host = new SandboxHost();
        var run = await host.RunAsync(@"printf '\377\376ok\000\n\033[31mred\033[0m\r\n\n{""forged"":true}\n\303'");

        run.Output.ShouldBe(["\uFFFD\uFFFDok\uFFFD", "\u001b[31mred\u001b[0m", "", "{\"forged\":true}", "\uFFFD"]);
    }

    [Fact]
    public async Task A_prompt_without_a_line_end_is_shown_while_the_app_waits()
    {
        await using var host = new SandboxHost();
        var id = await host.StartAsync(host.Shell("printf 'name? '; sleep 100"));

        (await host.WaitForLineAsync(id, _ => true)).Text.ShouldBe("name? ");
    }

    [Fact]
    public async Task Of_200_000_lines_none_is_lost_to_a_reader_that_acknowledges()
    {
        await using var host = new SandboxHost(o => o.SegmentBytes = 1 << 20);
        var id = await host.StartAsync(host.Shell("seq 1 200000"));
        var expected = 0L;
        await foreach (var record in host.Provider.ReadOutputAsync(id, 0, host.Soon))
        {
            (record.Seq, record.Text, record.LostLines).ShouldBe((++expected, $"{expected}", 0));
            if (expected % 1000 == 0) await host.Provider.AcknowledgeOutputAsync(id, expected, host.Soon);
        }

        expected.ShouldBe(200_000);
    }

    [Fact]
    public async Task With_nobody_reading_the_app_goes_on_the_disk_is_bounded_and_the_loss_is_counted()
    {
        await using var host = new SandboxHost(o => (o.SegmentBytes, o.OutputBytes) = (256 * 1024, 1 << 20));
        var id = await host.StartAsync(host.Shell("seq 1 200000"));
        (await host.Provider.WaitForExitAsync(id, host.Soon)).Code.ShouldBe(0);

        Directory.EnumerateFiles(Path.Combine(host.StateOf(id), "output")).Sum(f => new FileInfo(f).Length).ShouldBeLessThan((1 << 20) + 4096);
        var records = await host.ReadToEndAsync(id);
        records.Sum(r => r.LostLines == 0 ? 1 : r.LostLines).ShouldBe(200_000);
        var lost = records.Where(r => r.LostLines > 0).ShouldHaveSingleItem();
        lost.ShouldBe(records[^1]);
        (lost.Seq, lost.LostBytes).ShouldBe((200_000, Enumerable.Range(records.Count, 200_001 - records.Count).Sum(i => (long)$"{i}".Length)));
    }

    [Fact]
    public async Task When_there_is_room_again_the_loss_is_said_and_lines_follow()
    {
        await using var host = new SandboxHost(o => (o.SegmentBytes, o.OutputBytes) = (256 * 1024, 1 << 20));
        var id = await host.StartAsync(host.Shell("seq 1 100000; touch flooded; while [ ! -e go ]; do sleep 0.02; done; echo after; sleep 0.2"));
        var app = host.AppOf(id);
        while (!File.Exists(Path.Combine(app, "flooded"))) await Task.Delay(20, host.Soon);

        var (sum, last) = (0L, 0L);
        await foreach (var record in host.Provider.ReadOutputAsync(id, 0, host.Soon))
        {
            sum += Math.Max(1, record.LostLines);
            (record.Seq - last).ShouldBe(Math.Max(1, record.LostLines));
            last = record.Seq;
            if (last % 500 == 0 || record.LostLines > 0) await host.Provider.AcknowledgeOutputAsync(id, last, host.Soon);
            if (record.LostLines > 0) await File.WriteAllTextAsync(Path.Combine(app, "go"), "");
            if (last < 100_000 && record.LostLines == 0) record.Text.ShouldBe($"{last}");
        }

        (sum, last).ShouldBe((100_001, 100_001));
    }

    [Fact]
    public async Task Acknowledged_output_frees_its_space()
    {
        await using var host = new SandboxHost(o => (o.SegmentBytes, o.OutputBytes) = (256 * 1024, 4 << 20));
        var id = await host.StartAsync(host.Shell("while :; do seq 1 1000; sleep 0.01; done"));
        await foreach (var record in host.Provider.ReadOutputAsync(id, 0, host.Soon))
        {
            record.LostLines.ShouldBe(0);
            if (record.Seq % 1000 == 0) await host.Provider.AcknowledgeOutputAsync(id, record.Seq, host.Soon);
            if (record.Seq == 150_000) break;
        }

        Directory.EnumerateFiles(Path.Combine(host.StateOf(id), "output")).Order().First().ShouldNotEndWith("00000001.seg");
    }
}
