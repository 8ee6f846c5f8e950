using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Optimization.Costs;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Core.Metrics;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Tests.Core.Optimization;

/// <summary>Days of cost, made of stored metrics on a real PostgreSQL.</summary>
public sealed class DailyUsageTests : IAsyncLifetime
{
    private const int Hour = 3600;
    private const long Gb = 1L << 30;

    /// <summary>Two hours into a day.</summary>
    private static readonly long Now = MetricLevel.Floor(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 24 * Hour) + 2 * Hour;

    private readonly Guid instance = Guid.NewGuid();
    private TestDatabase database = null!;
    private NpgsqlDataSource source = null!;
    private Deployment deployment = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = database.Open();
        var user = new User($"{Guid.NewGuid():n}@example.org", "Ada", "-", isOperator: false, DateTimeOffset.UtcNow);
        var project = new Project("Shop", "shop", user.Id, DateTimeOffset.UtcNow);
        deployment = new Deployment(project.Id, "Web", "web", EnvironmentName.Production, 1, DateTimeOffset.UtcNow) { Limits = new Limits(2, 1024, 64, 512) };
        db.AddRange(user, project, deployment);
        await db.SaveChangesAsync();
    }

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_hour_is_paid_at_its_limits_and_what_was_not_used_is_idle()
    {
        await RanAsync(Now - 2 * Hour, Hour, cores: 0.5, Gb / 4, requests: 3, sent: 1000);
        await RollAsync();

        var day = (await DaysAsync()).ShouldHaveSingleItem();
        day.PaidCpu.ShouldBe(2, 0.01, "two cores for an hour");
        day.UsedCpu.ShouldBe(0.5, 0.01);
        day.PaidGb.ShouldBe(1, 0.01);
        day.UsedGb.ShouldBe(0.25, 0.01);
        (day.Requests, day.EgressBytes, day.Name, day.Environment).ShouldBe((3 * Hour, 1000 * Hour, "Web", EnvironmentName.Production));
    }

    [Fact]
    public async Task Counting_again_or_twice_at_once_gives_the_same_and_what_comes_late_is_counted_too()
    {
        await RanAsync(Now - 2 * Hour, Hour / 2, 0.5, Gb / 4);
        await RollAsync();
        var first = (await DaysAsync()).Single();
        await using (var db = database.Open())
            await db.Database.ExecuteSqlAsync($"INSERT INTO usage_pending (deployment_id, day) VALUES ({deployment.Id}, {first.Day})");
        await Task.WhenAll(RollAsync(), RollAsync());
        (await DaysAsync()).Single().PaidCpu.ShouldBe(first.PaidCpu);

        await RanAsync(Now - Hour - Hour / 2, Hour / 2, 0.5, Gb / 4);
        await RollAsync();
        (await DaysAsync()).Single().PaidCpu.ShouldBe(2 * first.PaidCpu, 0.01);
    }

    [Fact]
    public async Task Each_time_is_paid_at_the_limits_of_the_release_that_served_then_and_use_beyond_them_is_paid()
    {
        await ServedAsync(1, Now - 3 * Hour, new Limits(1, 512, 64, 512));
        await ServedAsync(2, Now - Hour, new Limits(0.1, 64, 64, 512));
        await RanAsync(Now - 2 * Hour, Hour, 0.05, Gb / 64);
        await RanAsync(Now - Hour, Hour / 2, 0.05, Gb / 8);
        await RollAsync();

        var day = (await DaysAsync()).Single();
        day.PaidCpu.ShouldBe(1 + 0.05, 0.01);
        day.PaidGb.ShouldBe(0.5 + 0.5 / 8, 0.01, "half an hour of what it held, which is more than its limit");
    }

    [Fact]
    public async Task What_is_gone_is_taken_off_the_list_and_what_it_cost_stays()
    {
        await RanAsync(Now - 2 * Hour, Hour, 0.5, Gb / 4);
        await RollAsync();
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO usage_pending (deployment_id, day) VALUES ({deployment.Id}, {DateOnly.MinValue.AddDays(730_000)})");
            await db.Deployments.ExecuteDeleteAsync();
        }
        await RollAsync();

        (await DaysAsync()).ShouldHaveSingleItem().Name.ShouldBe("Web");
        await using var left = database.Open();
        (await left.Set<PendingUsage>().CountAsync()).ShouldBe(0);
    }

    private async Task RanAsync(long from, int seconds, double cores, long bytes, int requests = 0, int sent = 0)
    {
        var usage = Points.Usage((long)(cores * 1_000_000), bytes);
        for (var start = from; start < from + seconds; start += 10)
        {
            await MetricPartitions.EnsureAsync(source, MetricLevel.Parts, MetricLevel.Floor(start, MetricLevel.Parts.Partition), default);
            var points = Enumerable.Repeat<MetricPoint?>(new MetricPoint(1, new Traffic(requests, 0, 0, sent, 0), null, default), 10).ToArray();
            var block = Points.Part(start, points, (instance, Enumerable.Repeat<Usage?>(usage, 10).ToArray()));
            (await MetricStore.InsertAsync(source, instance, [new MetricPart(deployment.Id, start, MetricPacking.Pack(block))], default)).ShouldBe(0);
        }
    }

    private async Task RollAsync()
    {
        await MetricRollup.RollAsync(source, Now + Hour, default);
        await using var db = database.Open();
        while (await DailyUsageRollup.RollAsync(db, DateTimeOffset.FromUnixTimeSeconds(Now + Hour), default) > 0)
        {
        }
    }

    private async Task ServedAsync(int number, long at, Limits limits)
    {
        await using var db = database.Open();
        var it = await db.Deployments.SingleAsync();
        it.Limits = limits;
        var release = new Release(it, new SourceDescription(SourceKind.Files, null), (await db.Users.SingleAsync()).Id, DateTimeOffset.UtcNow);
        release.Number.ShouldBe(number);
        release.Serve(DateTimeOffset.FromUnixTimeSeconds(at));
        db.Add(release);
        await db.SaveChangesAsync();
    }

    private async Task<List<DailyUsage>> DaysAsync()
    {
        await using var db = database.Open();
        return await db.DailyUsage.AsNoTracking().ToListAsync();
    }
}
