using System.Diagnostics;
using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Optimization;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Deployments;

namespace CodeRunner.Tests.EndToEnd;

/// <summary>A real app with far more than it uses, an Api and a Worker: what is advised is applied while visitors come, and undone where it hurts.</summary>
public sealed class OptimizationJourneyTests
{
    private static readonly (string, string)[] Quick =
        [("Optimization:Window", "00:00:01"), ("Optimization:Interval", "00:00:00.5"), ("Optimization:WatchInterval", "00:00:00.5")];

    [Fact]
    public async Task An_over_provisioned_app_costs_a_fifth_less_at_least_and_no_visitor_notices()
    {
        await using var world = await World.StartAsync(Apps.Good(), new Limits(2, 2048, 256, 512));
        var before = await world.OptimizationAsync();
        await using var visitors = new Visits(world);
        await visitors.SomeAsync(40);
        var usual = visitors.Slowest;

        foreach (var kind in (RecommendationKind[])[RecommendationKind.Memory, RecommendationKind.Cpu])
        {
            var advice = before.Recommendations.Single(each => each.Kind == kind);
            advice.Proposed.ShouldBeLessThan(advice.Current);
            var applied = (await world.Ada.SendAsync<RecommendationResponse>(HttpMethod.Post, $"/api/recommendations/{advice.Id}/apply"))!;
            await world.Node.ReleaseAsync(world.Deployment, applied.Release!.Value, ReleaseState.Serving);
        }
        await Eventually.BeTrueAsync(async () => (await world.Node.InstancesAsync(world.Deployment)).Count == 1, "only the new instance is left");
        await visitors.SomeAsync(40);

        (await visitors.EndAsync()).ShouldBeEmpty("no request fails");
        visitors.Slowest.ShouldBeLessThan(Math.Max(5000, 20 * usual), "none is late");
        var after = await world.OptimizationAsync();
        after.CostPerMonth.ShouldBeLessThanOrEqualTo(before.CostPerMonth * 0.8m);
        after.Past.Count(each => each.State == RecommendationState.Watching).ShouldBe(2);
        var serving = await world.Ada.GetAsync<DeploymentResponse>($"/api/deployments/{world.Deployment.Id}");
        serving!.Limits.Cpus.ShouldBeLessThan(2);
        serving.Limits.MemoryMb.ShouldBeLessThan(2048);
    }

    [Fact]
    public async Task Limits_that_kill_the_app_are_undone_by_themselves_with_the_reason_in_the_audit_log()
    {
        await using var world = await World.StartAsync(Hungry(), new Limits(0.5, 512, 256, 512));
        var memory = (await world.OptimizationAsync()).Recommendations.Single(each => each.Kind == RecommendationKind.Memory);
        var applied = (await world.Ada.SendAsync<RecommendationResponse>(HttpMethod.Post, $"/api/recommendations/{memory.Id}/apply"))!;
        await world.Node.ReleaseAsync(world.Deployment, applied.Release!.Value, ReleaseState.Serving);
        await Eventually.BeTrueAsync(async () => (await world.Node.InstancesAsync(world.Deployment)).Count == 1, "only the new instance is left");

        (await world.Worker.GetAsync(world.Deployment, "/eat")).Dispose();

        await Eventually.BeTrueAsync(async () => (await world.PastAsync(memory.Id)).State == RecommendationState.Undone, "it is undone");
        (await world.PastAsync(memory.Id)).Outcome.ShouldBe("The app was killed for want of memory once since.");
        await world.Node.ReleaseAsync(world.Deployment, applied.Release.Value + 1, ReleaseState.Serving);
        var now = (await world.Ada.GetAsync<DeploymentResponse>($"/api/deployments/{world.Deployment.Id}"))!;
        now.Limits.MemoryMb.ShouldBe(512);
        await world.Worker.AnswersAsync(world.Deployment, HttpStatusCode.OK);
        var entry = (await world.Ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{world.Deployment.ProjectId}/audit"))!.Items[0];
        (entry.Action, entry.Actor.Id).ShouldBe(("recommendation.undo", null));
        await Eventually.BeTrueAsync(async () => (await world.Node.LinesAsync(world.Deployment)).Exists(line => line.StartsWith("What the optimizer advised for memory is undone.", StringComparison.Ordinal)), "its log says so");
        (await world.OptimizationAsync()).Recommendations.ShouldNotContain(each => each.Kind == RecommendationKind.Memory && each.Proposed < 512, "and it is not advised again");
    }

    [Fact]
    public async Task A_release_that_never_serves_with_what_was_advised_is_undone_and_the_old_one_serves_on()
    {
        await using var world = await World.StartAsync(Large(), new Limits(0.5, 512, 256, 512));
        var memory = (await world.OptimizationAsync()).Recommendations.Single(each => each.Kind == RecommendationKind.Memory);
        memory.Proposed.ShouldBeLessThan(150);

        await world.Ada.SendAsync<RecommendationResponse>(HttpMethod.Post, $"/api/recommendations/{memory.Id}/apply");

        await Eventually.BeTrueAsync(async () => (await world.PastAsync(memory.Id)).State == RecommendationState.Undone, "it is undone");
        (await world.PastAsync(memory.Id)).Outcome!.ShouldStartWith("Release 2, which brought it, never served.");
        await world.Worker.AnswersAsync(world.Deployment, HttpStatusCode.OK);
        (await world.Ada.GetAsync<DeploymentResponse>($"/api/deployments/{world.Deployment.Id}"))!.Limits.MemoryMb.ShouldBe(512);
    }

    /// <summary>Holds 300 MB from the moment it is asked to, and answers then.</summary>
    private static byte[] Hungry() => Apps.Node(
        """
        const http = require('http');
        const held = [];
        http.createServer((request, response) => {
            if (request.url === '/eat') setTimeout(() => { for (let times = 0; times < 300; times++) held.push(Buffer.alloc(1 << 20, 1)); }, 200);
            response.end('fine');
        }).listen(process.env.PORT);
        process.on('SIGTERM', () => process.exit(0));
        """);

    /// <summary>Takes 150 MB as it starts.</summary>
    private static byte[] Large() => Apps.Node(
        """
        const held = Buffer.alloc(150 << 20, 1);
        require('http').createServer((request, response) => response.end(String(held.length))).listen(process.env.PORT);
        process.on('SIGTERM', () => process.exit(0));
        """);

    private sealed class World(TestNode node, TestWorker worker, ApiFactory api, TestUser ada, Deployment deployment) : IAsyncDisposable
    {
        public TestNode Node => node;

        public TestWorker Worker => worker;

        public TestUser Ada => ada;

        public Deployment Deployment => deployment;

        /// <summary>Before the Worker looks, a day and more is known of how the app would have been used.</summary>
        public static async Task<World> StartAsync(byte[] app, Limits limits)
        {
            var node = await TestNode.CreateAsync();
            var api = await ApiFactory.StartAsync(node.Database);
            var deployment = await node.CreateDeploymentAsync("advised", configure: it => it.Limits = limits);
            await using (var db = node.Open())
                await Learned.StoreAsync(db, deployment.Id, Learned.Usage(30, 0.05, 60, burst: 0.25, until: DateTimeOffset.UtcNow.AddMinutes(20)));
            await node.PushAsync(deployment.Id, app);
            var worker = await node.StartWorkerAsync(Quick);
            await worker.TextAsync(deployment);
            await node.ShowsAsync(deployment, DeploymentState.Running);
            return new World(node, worker, api, await api.SignInAsync(node.UserId), deployment);
        }

        public async Task<OptimizationResponse> OptimizationAsync() => (await ada.GetAsync<OptimizationResponse>($"/api/deployments/{deployment.Id}/optimization"))!;

        public async Task<RecommendationResponse> PastAsync(Guid id) => (await OptimizationAsync()).Past.Single(each => each.Id == id);

        public async ValueTask DisposeAsync()
        {
            await api.DisposeAsync();
            await node.DisposeAsync();
        }
    }

    /// <summary>Asks again and again, one request after the other, and remembers what failed and how long the slowest took.</summary>
    private sealed class Visits : IAsyncDisposable
    {
        private readonly CancellationTokenSource end = new();
        private readonly List<string> failures = [];
        private readonly Task visits;
        private long slowest;
        private int count;

        public Visits(World world) => visits = Task.Run(() => VisitAsync(world));

        /// <summary>In milliseconds.</summary>
        public long Slowest => Volatile.Read(ref slowest);

        public Task SomeAsync(int more)
        {
            var wanted = Volatile.Read(ref count) + more;
            return Eventually.BeTrueAsync(() => Task.FromResult(Volatile.Read(ref count) >= wanted), "visitors come");
        }

        public async Task<IReadOnlyList<string>> EndAsync()
        {
            await end.CancelAsync();
            await visits;
            return failures;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            end.Dispose();
        }

        private async Task VisitAsync(World world)
        {
            while (!end.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                try
                {
                    using var answer = await world.Worker.GetAsync(world.Deployment);
                    if (answer.StatusCode != HttpStatusCode.OK)
                        failures.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
                catch (HttpRequestException exception)
                {
                    failures.Add(exception.Message);
                }
                slowest = Math.Max(slowest, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                Interlocked.Increment(ref count);
                await Task.Delay(20);
            }
        }
    }
}
