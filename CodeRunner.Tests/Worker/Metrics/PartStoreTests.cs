using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Metrics;
using CodeRunner.Core.Projects;
using CodeRunner.Tests.Core.Metrics;
using CodeRunner.Tests.Support;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeRunner.Tests.Worker.Metrics;

public sealed class PartStoreTests
{
    private static readonly long Start = MetricLevel.Floor(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 10) - 60;

    [Fact]
    public async Task When_the_clock_is_set_back_over_a_block_nothing_that_was_seen_takes_anothers_place()
    {
        await using var test = await TestDatabase.CreateAsync();
        var deployment = await DeploymentAsync(test);
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:db", test.ConnectionString)]).Build();
        await using var database = new Database(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql(test.ConnectionString).Options, settings);
        using var store = new PartStore(database, TimeProvider.System, Options.Create(new MetricOptions()), NullLogger<PartStore>.Instance);

        // All of them wait before it begins, so that they would be stored in one go.
        foreach (var start in (long[])[Start, Start + 10, Start, Start + 10, Start + 20])
            store.Add([new MetricPart(deployment, start, MetricPacking.Pack(Points.Part(start, [Points.Seen(1, 1, 5)])))]);
        await store.StartAsync(default);
        await store.StopAsync(default);

        await using var connection = await database.Source.OpenConnectionAsync();
        var found = await MetricHistory.ReadAsync(connection, deployment, MetricRange.Decide(Start, Start + 30, 10, Start + 60), null, default);
        found.Points.Select(point => point!.Traffic.Requests).ShouldBe([2, 2, 1]);
    }

    private static async Task<Guid> DeploymentAsync(TestDatabase database)
    {
        await using var context = database.Open();
        var user = new User($"{Guid.NewGuid():n}@example.org", "Ada", "-", isOperator: false, DateTimeOffset.UtcNow);
        var project = new Project("Test", $"test-{user.Id:n}", user.Id, DateTimeOffset.UtcNow);
        var made = new Deployment(project.Id, "web", $"web-{user.Id:n}", EnvironmentName.Staging, 1, DateTimeOffset.UtcNow);
        context.AddRange(user, project, made);
        await context.SaveChangesAsync();
        return made.Id;
    }
}
