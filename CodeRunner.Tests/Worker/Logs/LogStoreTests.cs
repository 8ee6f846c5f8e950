using System.Collections.Concurrent;
using System.Security.Cryptography;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CodeRunner.Tests.Worker.Logs;

public sealed class LogStoreTests
{
    [Fact]
    public async Task Lines_written_twice_are_stored_once_in_order_without_a_hole_and_are_published()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("lines");
        var batches = new ConcurrentQueue<LogBatch>();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await TestServers.RedisAsync());
        await redis.GetSubscriber().SubscribeAsync(
            RedisChannel.Literal(LiveChannels.Logs(deployment.Id)), (_, message) => batches.Enqueue(LogBatch.FromMessage(message)));
        var sandboxId = Guid.NewGuid();

        await WriteAsync(worker, deployment, sandboxId, Enumerable.Range(1, 300));
        await WriteAsync(worker, deployment, sandboxId, Enumerable.Range(200, 400));

        var lines = await StoredAsync(node, deployment);
        lines.Select(line => line.Number()).ShouldBe(Enumerable.Range(1, 599).Select(each => (long)each));
        lines.Select(line => line.Text).ShouldBe(Enumerable.Range(1, 599).Select(each => $"line {each}"));
        await Eventually.BeTrueAsync(() => Task.FromResult(batches.LastOrDefault()?.Last == 599), "the last batch is heard");
        var records = batches.SelectMany(batch => LogPacking.Unpack(batch.Packed)).ToList();
        records.Select(record => record.Cursor).ShouldBe(Enumerable.Range(1, 599).Select(each => $"{each}"));
        batches.Zip(batches.Skip(1)).ShouldAllBe(pair => pair.First.Last == pair.Second.After);
    }

    [Fact]
    public async Task Two_that_write_the_same_at_once_leave_no_hole_and_no_double()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("both");
        var ownership = await worker.OwnershipAsync(deployment);
        var sandboxId = Guid.NewGuid();
        var writer = worker.Services.GetRequiredService<LogWriter>();

        async Task WriteTooAsync()
        {
            var place = new LogPlace();
            foreach (var chunk in Enumerable.Range(1, 1000).Chunk(50))
                await writer.WriteAsync(ownership, Guid.NewGuid(), [.. chunk.Select(seq => Line(ownership, deployment, sandboxId, seq))], place, default);
        }
        await Task.WhenAll(WriteAsync(worker, deployment, sandboxId, Enumerable.Range(1, 1000)), WriteTooAsync());

        var lines = await StoredAsync(node, deployment);
        lines.Select(line => line.Number()).ShouldBe(Enumerable.Range(1, 1000).Select(each => (long)each));
        lines.Select(line => line.Seq).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public async Task Lines_of_an_owner_before_are_refused_and_it_is_told_so()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("former");
        var current = await worker.OwnershipAsync(deployment);
        var former = Former(worker, current);
        var sink = worker.Services.GetRequiredService<ILogSink>();
        var sandboxId = Guid.NewGuid();

        await sink.WriteAsync(Line(former, deployment, sandboxId, 1), default);

        await Should.ThrowAsync<LeaseLostException>(() => sink.FlushAsync(former, default));
        former.IsLost.ShouldBeTrue();
        await WriteAsync(worker, deployment, sandboxId, Enumerable.Range(1, 3));
        (await StoredAsync(node, deployment)).Select(line => line.Seq).ShouldBe([1L, 2L, 3L]);
        current.IsLost.ShouldBeFalse();
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_is_replaced_and_the_level_of_JSON_is_found()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("hostile");
        var ownership = await worker.OwnershipAsync(deployment);
        var sink = worker.Services.GetRequiredService<ILogSink>();
        var sandboxId = Guid.NewGuid();

        string[] texts = ["a\0b", "half \ud83d of a pair", new string('x', 70_000), """{"time":1,"level":"WARNING","msg":"x"}""", """{"level":50}""", """{"level":{"a":1}}""", "{not json}", "'; DROP TABLE log_lines; --"];
        for (var index = 0; index < texts.Length; index++)
            await sink.WriteAsync(Line(ownership, deployment, sandboxId, index + 1) with { Text = texts[index] }, default);
        await sink.WriteAsync(Line(ownership, deployment, sandboxId, 20) with { LostLines = 12, LostBytes = 345 }, default);
        await sink.FlushAsync(ownership, default);

        var lines = await StoredAsync(node, deployment);
        lines[0].Text.ShouldBe("a\uFFFDb");
        lines[1].Text.ShouldBe("half \uFFFD of a pair");
        lines[2].Text!.Length.ShouldBe(64 * 1024);
        lines.Skip(3).Take(4).Select(line => line.Level).ShouldBe(["warn", "error", null, null]);
        lines[7].Text.ShouldBe(texts[7]);
        lines[8].Gap.ShouldBe(new LogGap(12, 345));
    }

    [Fact]
    public async Task Without_Redis_lines_are_stored_all_the_same()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("ConnectionStrings:redis", "127.0.0.1:1,connectTimeout=100,connectRetry=0"));
        var deployment = await node.CreateDeploymentAsync("alone");

        await WriteAsync(worker, deployment, Guid.NewGuid(), Enumerable.Range(1, 50));

        (await StoredAsync(node, deployment)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task Lines_of_a_deployment_that_is_gone_hold_up_nobody()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("there");
        var sink = worker.Services.GetRequiredService<ILogSink>();

        await worker.OwnershipAsync(deployment);
        var gone = worker.Services.GetRequiredService<Ownerships>().Make(worker.Services.GetRequiredService<Membership>().Current!, Guid.NewGuid(), 1);
        await sink.WriteAsync(Line(gone, deployment, Guid.NewGuid(), 1), default);
        await WriteAsync(worker, deployment, Guid.NewGuid(), Enumerable.Range(1, 5));

        (await StoredAsync(node, deployment)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Whoever_does_not_know_whether_a_batch_was_stored_asks_again_and_it_is_there_once()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("ambiguous");
        var ownership = await worker.OwnershipAsync(deployment);
        var writer = worker.Services.GetRequiredService<LogWriter>();
        var batch = Guid.NewGuid();
        LogEntry[] said = [Line(ownership, deployment, Guid.NewGuid(), 1) with { SandboxId = null, Text = "said once" }];

        var place = new LogPlace();
        var before = await writer.WriteAsync(ownership, Guid.NewGuid(), [said[0] with { Text = "said before" }], place, default);
        var first = await writer.WriteAsync(ownership, batch, said, place, default);
        place.Forget();
        var again = await writer.WriteAsync(ownership, batch, said, place, default);

        first!.After.ShouldBe(before!.Last);
        (again!.After, again.Last).ShouldBe((first.After, first.Last));
        LogPacking.Unpack(again.Packed).ShouldHaveSingleItem().Text.ShouldBe("said once");
        (await StoredAsync(node, deployment)).Select(line => line.Text).ShouldBe(["said before", "said once"]);
    }

    [Fact]
    public async Task Instances_that_write_in_turns_are_remembered_together_until_another_writes()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("turns");
        var ownership = await worker.OwnershipAsync(deployment);
        var writer = worker.Services.GetRequiredService<LogWriter>();
        var (one, other, place) = (Guid.NewGuid(), Guid.NewGuid(), new LogPlace());
        foreach (var sandboxId in (Guid[])[one, other])
            await writer.WriteAsync(ownership, Guid.NewGuid(), [Line(ownership, deployment, sandboxId, 1)], place, default);
        place.Of([one, other]).ShouldNotBeNull().Values.ShouldAllBe(seq => seq == 1);

        await writer.WriteAsync(ownership, Guid.NewGuid(), [Line(ownership, deployment, one, 2)], new LogPlace(), default);
        await writer.WriteAsync(ownership, Guid.NewGuid(), [Line(ownership, deployment, one, 2), Line(ownership, deployment, one, 3)], place, default);

        (await StoredAsync(node, deployment)).Select(line => line.Seq).ShouldBe([1L, 1L, 2L, 3L]);
        place.Of([other]).ShouldBeNull("what another wrote of it is not known");
        place.Of([one]).ShouldNotBeNull()[one].ShouldBe(3);
    }

    [Fact]
    public async Task Who_remembers_where_the_log_ends_is_refused_all_the_same_once_another_owns_it()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync();
        var deployment = await node.CreateDeploymentAsync("remembered");
        var ownership = await worker.OwnershipAsync(deployment);
        var writer = worker.Services.GetRequiredService<LogWriter>();
        var (sandboxId, place) = (Guid.NewGuid(), new LogPlace());
        foreach (var seq in (int[])[1, 2])
            await writer.WriteAsync(ownership, Guid.NewGuid(), [Line(ownership, deployment, sandboxId, seq)], place, default);

        await Should.ThrowAsync<LeaseLostException>(() => writer.WriteAsync(Former(worker, ownership), Guid.NewGuid(), [Line(ownership, deployment, sandboxId, 3)], place, default));

        (await StoredAsync(node, deployment)).Select(line => line.Seq).ShouldBe([1L, 2L]);
        await writer.WriteAsync(ownership, Guid.NewGuid(), [Line(ownership, deployment, sandboxId, 3)], place, default);
        (await StoredAsync(node, deployment)).Select(line => line.Seq).ShouldBe([1L, 2L, 3L]);
    }

    [Fact]
    public async Task History_keeps_the_newest_up_to_its_bound_and_counts_what_it_keeps()
    {
        await using var node = await TestNode.CreateAsync();
        var worker = await node.StartWorkerAsync(("Logs:MaxBytesPerDeployment", "20000"), ("Logs:RetentionInterval", "00:00:00.2"));
        var deployment = await node.CreateDeploymentAsync("long");

        var sandboxId = Guid.NewGuid();
        for (var number = 0; number < 40; number++)
            await WriteAsync(worker, deployment, sandboxId, Enumerable.Range(number * 20 + 1, 20), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(60)));

        await using var db = node.Open();
        async Task<long> StoredBytesAsync() => (await db.LogHeads.AsNoTracking().SingleAsync(head => head.DeploymentId == deployment.Id)).StoredBytes;
        await Eventually.BeTrueAsync(async () => await StoredBytesAsync() <= 20_000, "the oldest is deleted");
        var lines = await StoredAsync(node, deployment);
        lines.Select(line => line.Number()).ShouldBe(Enumerable.Range(801 - lines.Count, lines.Count).Select(each => (long)each));
        (await db.LogChunks.Where(chunk => chunk.DeploymentId == deployment.Id).Select(chunk => chunk.Packed.Length).ToListAsync()).Sum().ShouldBe((int)await StoredBytesAsync());
        (await StoredBytesAsync()).ShouldBeGreaterThan(10_000);
    }

    private static async Task WriteAsync(TestWorker worker, Deployment deployment, Guid sandboxId, IEnumerable<int> numbers, Func<string>? text = null)
    {
        var sink = worker.Services.GetRequiredService<ILogSink>();
        var ownership = await worker.OwnershipAsync(deployment);
        foreach (var number in numbers)
            await sink.WriteAsync(Line(ownership, deployment, sandboxId, number) with { Text = text?.Invoke() ?? $"line {number}" }, default);
        await sink.FlushAsync(ownership, default);
    }

    private static Ownership Former(TestWorker worker, Ownership current) => worker.Services.GetRequiredService<Ownerships>().Make(
        worker.Services.GetRequiredService<Membership>().Current!, current.DeploymentId, current.Generation - 1);

    private static LogEntry Line(Ownership ownership, Deployment deployment, Guid sandboxId, long seq) => new()
    {
        Ownership = ownership,
        ProjectId = deployment.ProjectId,
        SandboxId = sandboxId,
        Seq = seq,
        Time = DateTimeOffset.UtcNow,
        Stream = LogStream.Stdout,
        Text = $"line {seq}",
    };

    private static async Task<List<LogRecord>> StoredAsync(TestNode node, Deployment deployment)
    {
        await using var db = node.Open();
        return await db.LogAsync(deployment.Id);
    }
}
