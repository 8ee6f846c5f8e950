using CodeRunner.Contracts.Projects;
using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Projects;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Core.Metrics;

/// <summary>What is stored of metrics, on a real PostgreSQL.</summary>
public sealed class StoreTests : IAsyncLifetime
{
    private const int Hour = 3600;

    /// <summary>The end of a day, so that all levels have something complete.</summary>
    private static readonly long Now = MetricLevel.Floor(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 24 * Hour) + 2 * Hour;

    private readonly Guid source = Guid.NewGuid();
    private readonly Guid instance = Guid.NewGuid();
    private TestDatabase database = null!;
    private NpgsqlDataSource db = null!;
    private Deployment deployment = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        db = NpgsqlDataSource.Create(database.ConnectionString);
        deployment = await DeploymentAsync();
    }

    public async Task DisposeAsync()
    {
        await db.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_two_Workers_store_is_one_answer_and_storing_it_again_changes_nothing()
    {
        for (var time = 0; time < 2; time++)
        {
            await StoreAsync(Now - 20, requests: 3);
            await MetricStore.InsertAsync(db, Guid.Empty, [Part(Now - 20, requests: 1, cpu: null)], default);
        }

        var found = await ReadAsync(Now - 20, Now - 10, 1);
        found.Points.Select(point => point!.Traffic.Requests).ShouldAllBe(requests => requests == 4);
        found.Points.Select(point => point!.Usage[UsageMeasure.Cpu].Mean).ShouldAllBe(cpu => cpu == 250_000);
    }

    [Fact]
    public async Task Rolling_up_once_twice_or_by_two_at_once_gives_what_was_stored()
    {
        var from = Now - 26 * Hour;
        for (var start = from; start < Now; start += 60)
            await StoreAsync(start, requests: 1);
        var before = await ReadAsync(Now - Hour, Now, 60);

        await Task.WhenAll(MetricRollup.RollAsync(db, Now, default), MetricRollup.RollAsync(db, Now, default));
        await MetricRollup.RollAsync(db, Now, default);

        (await CountAsync("metrics_10")).ShouldBeInRange(150, 156);
        (await CountAsync("metrics_60")).ShouldBeInRange(24, 26);
        (await CountAsync("metrics_900")).ShouldBeGreaterThan(0);
        MetricPacking.Pack(await ReadAsync(Now - Hour, Now, 60)).ShouldBe(MetricPacking.Pack(before));
        foreach (var step in (int[])[60, 300, 900, 3600])
        {
            var found = await ReadAsync(from, Now, step);
            found.Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(26 * 60 * 10, $"by {step}");
            found.Points.Sum(point => point?.Seconds ?? 0).ShouldBe(26 * 60 * 10, $"by {step}");
        }
        await using var connection = await db.OpenConnectionAsync();
        var one = await MetricHistory.ReadAsync(connection, deployment.Id, MetricRange.Decide(from, Now, 3600, Now), instance, default);
        one.Instances[instance].ShouldAllBe(usage => usage!.Value[UsageMeasure.Cpu].Mean == 250_000);
    }

    [Fact]
    public async Task What_comes_late_is_rolled_up_too()
    {
        await StoreAsync(Now - 2 * Hour, requests: 1);
        await MetricRollup.RollAsync(db, Now, default);
        await MetricStore.InsertAsync(db, Guid.NewGuid(), [Part(Now - 2 * Hour, requests: 2, cpu: null)], default);
        (await ReadAsync(Now - 3 * Hour, Now, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(30);

        await MetricRollup.RollAsync(db, Now, default);
        (await ReadAsync(Now - 3 * Hour, Now, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(30);
        (await CountAsync("metric_pending")).ShouldBeLessThan(3);
    }

    [Fact]
    public async Task What_comes_after_the_parts_of_its_time_are_gone_is_lost_and_takes_nobodys_place()
    {
        await StoreAsync(Now - 5 * Hour, requests: 3);
        await MetricRollup.RollAsync(db, Now, default);
        await MetricPartitions.KeepAsync(db, MetricLevel.Parts, Now, default);

        var lost = await MetricStore.InsertAsync(db, Guid.NewGuid(), [Part(Now - 5 * Hour, requests: 1, cpu: null), Part(Now - 20, requests: 1, cpu: null)], default);
        await MetricRollup.RollAsync(db, Now, default);

        lost.ShouldBe(1);
        (await ReadAsync(Now - 6 * Hour, Now - 4 * Hour, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(30);
        (await ReadAsync(Now - 20, Now, 1)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(10);
    }

    [Fact]
    public async Task Nothing_goes_while_something_that_it_belongs_to_is_pending_at_any_finer_level()
    {
        var start = MetricLevel.Floor(Now - 50 * Hour, Hour);
        await StoreAsync(start, requests: 1);
        await MetricRollup.RollAsync(db, Now, default);
        await StoreAsync(start + 600, requests: 1);

        await MetricPartitions.KeepAsync(db, MetricLevel.All[1], Now, default);
        await MetricRollup.RollAsync(db, Now, default);

        (await ReadAsync(start, start + Hour, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(20);
    }

    [Fact]
    public async Task While_a_dump_reads_everything_partitions_are_made_storing_goes_on_and_what_is_to_go_waits()
    {
        await StoreAsync(Now - 5 * Hour, requests: 1);
        await MetricRollup.RollAsync(db, Now, default);
        await using var dump = await db.OpenConnectionAsync();
        await using var reading = await dump.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE metrics_1 IN ACCESS SHARE MODE", dump))
            await hold.ExecuteNonQueryAsync();

        (await MetricPartitions.KeepAsync(db, MetricLevel.Parts, Now, default)).ShouldBeFalse();
        await StoreAsync(Now - 20, requests: 1);
        (await MetricPartitions.ListAsync(db, MetricLevel.Parts, default)).ShouldBe([MetricLevel.Floor(Now - 5 * Hour, Hour), Now - Hour, Now, Now + Hour]);

        await reading.RollbackAsync();
        (await MetricPartitions.KeepAsync(db, MetricLevel.Parts, Now, default)).ShouldBeTrue();
        (await MetricPartitions.ListAsync(db, MetricLevel.Parts, default)).ShouldBe([Now - Hour, Now, Now + Hour]);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_holds_up_nobody_else_and_no_end()
    {
        var other = await DeploymentAsync();
        await StoreAsync(Now - 5 * Hour, requests: 1);
        await MetricStore.InsertAsync(db, source, [Part(Now - 5 * Hour, requests: 1, cpu: 1) with { DeploymentId = other.Id }], default);
        await using (var spoil = db.CreateCommand("UPDATE metrics_1 SET packed = '\\x09' WHERE deployment_id = $1"))
        {
            spoil.Parameters.Add(new() { Value = other.Id });
            (await spoil.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        (await MetricRollup.RollAsync(db, Now, default) is { Torn: 1 } result ? result.FirstTorn : null).ShouldBe(other.Id);
        await MetricPartitions.KeepAsync(db, MetricLevel.Parts, Now, default);

        (await MetricPartitions.ListAsync(db, MetricLevel.Parts, default)).ShouldBe([Now - Hour, Now, Now + Hour]);
        (await ReadAsync(Now - 6 * Hour, Now, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(10);
    }

    [Fact]
    public async Task The_last_seconds_of_many_deployments_are_one_question()
    {
        var other = await DeploymentAsync();
        await StoreAsync(Now - 30, requests: 1);
        await MetricStore.InsertAsync(db, source, [Part(Now - 30, requests: 5, cpu: 1) with { DeploymentId = other.Id }], default);

        await using var connection = await db.OpenConnectionAsync();
        var recent = await MetricHistory.ReadRecentAsync(connection, [deployment.Id, other.Id, Guid.NewGuid()], Now, 60, default);

        recent.Keys.ShouldBe([deployment.Id, other.Id], ignoreOrder: true);
        recent[other.Id].Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(50);
    }

    [Fact]
    public async Task Of_a_deployment_that_is_gone_nothing_is_kept_and_nothing_comes_any_more()
    {
        await StoreAsync(Now - 2 * Hour, requests: 1);
        await MetricRollup.RollAsync(db, Now, default);
        await MetricStore.EraseAsync(db, deployment.Id, default);
        await using (var context = database.Open())
            await context.Deployments.Where(each => each.Id == deployment.Id).ExecuteDeleteAsync();
        await StoreAsync(Now - Hour, requests: 1);

        foreach (var table in MetricLevel.All.Select(level => level.Table).Append("metric_pending"))
            (await CountAsync(table)).ShouldBe(0, table);
    }

    [Fact]
    public async Task What_nobody_keeps_goes_as_whole_partitions_but_not_before_it_was_rolled_up()
    {
        var level = MetricLevel.Parts;
        await StoreAsync(Now - 5 * Hour, requests: 1);
        await MetricPartitions.KeepAsync(db, level, Now, default);
        (await MetricPartitions.ListAsync(db, level, default)).ShouldContain(MetricLevel.Floor(Now - 5 * Hour, level.Partition));

        await MetricPartitions.KeepAsync(db, MetricLevel.All[1], Now, default);
        await MetricRollup.RollAsync(db, Now, default);
        await MetricPartitions.KeepAsync(db, level, Now, default);

        (await MetricPartitions.ListAsync(db, level, default)).ShouldBe([Now - Hour, Now, Now + Hour]);
        (await ReadAsync(Now - 6 * Hour, Now, 60)).Points.Sum(point => point?.Traffic.Requests ?? 0).ShouldBe(10);
    }

    private async Task<Deployment> DeploymentAsync()
    {
        await using var context = database.Open();
        var user = new User($"{Guid.NewGuid():n}@example.org", "Ada", "-", isOperator: false, DateTimeOffset.UtcNow);
        var project = new Project("Test", $"test-{user.Id:n}", user.Id, DateTimeOffset.UtcNow);
        var made = new Deployment(project.Id, "web", $"web-{user.Id:n}", EnvironmentName.Staging, 1, DateTimeOffset.UtcNow);
        context.AddRange(user, project, made);
        await context.SaveChangesAsync();
        return made;
    }

    private Task StoreAsync(long start, int requests) => MetricStore.InsertAsync(db, source, [Part(start, requests, 250_000)], default);

    private MetricPart Part(long start, int requests, long? cpu)
    {
        var points = Enumerable.Range(0, 10).Select(_ => (MetricPoint?)Points.Seen(requests, 0, [.. Enumerable.Repeat(5.0, requests)])).ToArray();
        var block = cpu is null
            ? Points.Part(start, points)
            : Points.Part(start, points, (instance, [.. Enumerable.Repeat((Usage?)Points.Usage(cpu, 64 << 20), 10)]));
        return new MetricPart(deployment.Id, start, MetricPacking.Pack(block));
    }

    private async Task<MetricBlock> ReadAsync(long from, long to, int step)
    {
        await using var connection = await db.OpenConnectionAsync();
        return await MetricHistory.ReadAsync(connection, deployment.Id, MetricRange.Decide(from, to, step, Now), null, default);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = db.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
