using System.Net;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class NodeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task Whoever_is_no_operator_is_told_so()
    {
        var eve = await api.UserAsync("Eve");

        using var answer = await eve.SendAsync(HttpMethod.Get, "/api/system/nodes");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("operator");
    }

    [Fact]
    public async Task An_operator_sees_each_node_with_what_it_does_not_enforce_and_its_Workers()
    {
        var ada = await OperatorAsync();
        var (node, alive, dead) = ($"node-{Guid.NewGuid():n}", Guid.NewGuid(), Guid.NewGuid());
        var (owned, orphan) = ((await ada.DeploymentAsync()).Id, (await ada.DeploymentAsync()).Id);
        await using (var db = api.Db())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO nodes (id, provider, enforced, missing, seen_at) VALUES ({node}, 'bubblewrap', {new[] { "memory" }}, {new[] { "No disk limit: no quotas." }}, now())");
            await AddWorkerAsync(db, alive, node, TimeSpan.FromSeconds(60), deployment: owned);
            await AddWorkerAsync(db, dead, node, TimeSpan.FromSeconds(-1), deployment: orphan);
        }

        var seen = (await ada.GetAsync<Page<NodeResponse>>("/api/system/nodes?limit=200"))!.Items.Single(each => each.Id == node);

        (seen.Provider, seen.Alive, seen.Deployments, seen.Unowned).ShouldBe(("bubblewrap", true, 2, 1));
        (seen.Enforced.Single(), seen.Missing.Single()).ShouldBe(("memory", "No disk limit: no quotas."));
        var (acts, gone) = (seen.Workers.Single(worker => worker.Id == alive), seen.Workers.Single(worker => worker.Id == dead));
        (acts.Alive, acts.Draining, acts.Deployments, acts.Version).ShouldBe((true, false, 1, "1.2.3"));
        acts.LeaseSeconds.ShouldBeInRange(1, 60);
        (gone.Alive, gone.LeaseSeconds).ShouldBe((false, 0));
    }

    [Fact]
    public async Task An_operator_sees_what_a_Worker_said_of_itself_how_busy_its_machine_is_and_what_waits()
    {
        var ada = await OperatorAsync();
        var (node, worker, since) = ($"node-{Guid.NewGuid():n}", Guid.NewGuid(), new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        var report = new WorkerReport(since, true, [new("postgres", "healthy", 1.5)], since, 3, 1, 2, 40);
        var load = new NodeLoad(4, 0.25, 1.5, 16_000, 8_000, 100_000, 60_000);
        await using (var db = api.Db())
        {
            await db.Database.ExecuteSqlAsync($"INSERT INTO nodes (id, provider, enforced, missing, seen_at, load) VALUES ({node}, 'bubblewrap', '{{}}', '{{}}', now(), {JsonSerializer.Serialize(load, Wire.Json)}::jsonb)");
            await AddWorkerAsync(db, worker, node, TimeSpan.FromSeconds(60), (await ada.DeploymentAsync()).Id);
            await db.Database.ExecuteSqlAsync($"UPDATE workers SET report = {JsonSerializer.Serialize(report, Wire.Json)}::jsonb WHERE id = {worker}");
        }

        var seen = (await ada.GetAsync<Page<NodeResponse>>("/api/system/nodes?limit=200"))!.Items.Single(each => each.Id == node);
        var system = (await ada.GetAsync<SystemResponse>("/api/system"))!;

        seen.Load.ShouldBe(load);
        JsonSerializer.Serialize(seen.Workers.Single().Report, Wire.Json).ShouldBe(JsonSerializer.Serialize(report, Wire.Json));
        system.Needs.Select(need => (need.Name, need.Status)).ShouldBe([("postgres", "healthy"), ("redis", "healthy")], ignoreOrder: true);
        system.Needs.ShouldAllBe(need => need.LatencyMs > 0);
        (system.Versions.Postgres, system.Versions.Redis).ShouldSatisfyAllConditions(versions => versions.Postgres.ShouldNotBeNullOrEmpty(), versions => versions.Redis.ShouldNotBeNullOrEmpty());
        system.Queues.LinesWaiting.ShouldBeGreaterThanOrEqualTo(40);
        system.Queues.BuildsRunning.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Nodes_come_in_pages_by_name_and_what_is_no_page_is_refused()
    {
        var ada = await OperatorAsync();
        var mark = $"page-{Guid.NewGuid():n}";
        string[] made = [$"{mark}-1", $"{mark}-2", $"{mark}-3"];
        await using (var db = api.Db())
            await db.Database.ExecuteSqlAsync($"INSERT INTO nodes (id, provider, enforced, missing, seen_at) SELECT id, 'bubblewrap', '{{}}', '{{}}', now() FROM unnest({made}) id");

        var seen = new List<string>();
        for (string? next = ""; next is not null;)
        {
            var page = (await ada.GetAsync<Page<NodeResponse>>($"/api/system/nodes?limit=2{(next.Length > 0 ? $"&after={next}" : "")}"))!;
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items.Select(node => node.Id));
            next = page.Next;
        }

        seen.ShouldBeUnique();
        seen.Where(id => id.StartsWith(mark, StringComparison.Ordinal)).ShouldBe(made);
        foreach (var wrong in (string[])["limit=0", "limit=201", "after=%2B%2B"])
        {
            using var answer = await ada.SendAsync(HttpMethod.Get, $"/api/system/nodes?{wrong}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    private static async Task AddWorkerAsync(CodeRunnerDb db, Guid id, string node, TimeSpan lease, Guid deployment)
    {
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO workers (id, node_id, started_at, lease_until, draining, process_id, version) VALUES ({id}, {node}, now(), clock_timestamp() + {lease}, false, 42, '1.2.3')");
        await db.Database.ExecuteSqlAsync($"INSERT INTO deployment_leases (deployment_id, worker_id, node_id, generation) VALUES ({deployment}, {id}, {node}, 1)");
    }

    private async Task<TestUser> OperatorAsync()
    {
        var user = await api.UserAsync("Ada");
        await using var db = api.Db();
        await db.Users.Where(each => each.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(each => each.Operator, true));
        return user;
    }
}
