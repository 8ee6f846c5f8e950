using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Scaling;

public sealed class ScalingReplayTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    /// <summary>Two hours, of which every second quarter of an hour brings ten times as much: requests a minute.</summary>
    private static string Waves { get; } = string.Join('\n', Enumerable.Range(0, 120).Select(minute => $"{minute * 60},{(minute / 15 % 2 == 0 ? 600 : 6000)}"));

    private string Replay => $"/api/deployments/{deployment.Id}/scaling-policies/replay";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_policy_is_tried_on_a_CSV_beside_the_present_ones_and_changes_nothing()
    {
        var tried = await TryAsync(new { policies = new[] { new { trigger = "requests", target = 14 } }, csv = $"time,requests\n{Waves}", capacity = 20, startupSeconds = 3 });

        tried.Requests.ShouldBeInRange(392_000, 400_000);
        (tried.Capacity, tried.CapacityFrom, tried.StartupSeconds, tried.From).ShouldBe((20, CapacitySource.Request, 3, null));
        tried.Current.InstanceHours.ShouldBe(2, 0.001, "one instance, as there is no policy");
        tried.Current.Changes.ShouldBe(0);
        tried.Current.LateRequests.ShouldBeGreaterThan(tried.Requests / 2, "it serves 20 requests/s, and 100 come");
        tried.Proposed.LateRequests.ShouldBeLessThan(tried.Requests / 20);
        tried.Proposed.InstanceHours.ShouldBeInRange(5, 14, "five in the waves and one between, and some to spare");
        tried.Proposed.Changes.ShouldBeInRange(4, 60);
        tried.Proposed.Cost.ShouldBeGreaterThan(tried.Current.Cost);
        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.DesiredInstances.ShouldBe(1);
    }

    [Fact]
    public async Task The_instances_of_both_and_the_load_are_told_for_a_chart()
    {
        var tried = await TryAsync(new { policies = new[] { new { trigger = "requests", target = 14 } }, csv = Waves, capacity = 20, startupSeconds = 3 });

        var points = tried.Points;
        points.Count.ShouldBe(288, "7,200 s, in stretches of 25 s");
        points.Select(point => point.Time).ShouldBe(Enumerable.Range(0, 288).Select(index => index * 25L));
        points.Average(point => point.Requests).ShouldBe(tried.Requests / 7200.0, 0.01);
        points.ShouldAllBe(point => point.Current == 1);
        var (calm, wave) = (points.Where(point => point.Time % 1800 is > 700 and < 850), points.Where(point => point.Time % 1800 is > 950 and < 1750));
        calm.ShouldAllBe(point => point.Requests < 15);
        wave.ShouldAllBe(point => point.Requests > 80 && point.Proposed >= 5);
        calm.Max(point => point.Proposed).ShouldBeLessThan(wave.Min(point => point.Proposed));
    }

    [Fact]
    public async Task What_may_sleep_sleeps_between_visits_and_who_wakes_it_waits_for_its_start()
    {
        var visits = string.Join('\n', Enumerable.Range(0, 360).Select(minute => $"{minute * 60},{(minute % 180 < 10 ? 600 : 0)}"));

        var tried = await TryAsync(new { policies = new[] { new { trigger = "requests", target = 14, minInstances = 0 } }, csv = visits, capacity = 20, startupSeconds = 5 });

        tried.Current.InstanceHours.ShouldBe(6, 0.001);
        tried.Proposed.InstanceHours.ShouldBe(2 * (10 + 15) / 60.0, 0.05, "twice ten minutes of visits, and fifteen without one");
        tried.Proposed.LateRequests.ShouldBeInRange(10, 200, "those that came while it started, once");
        tried.Points.ShouldContain(point => point.Proposed == 0);
        tried.Proposed.Cost.ShouldBeLessThan(tried.Current.Cost / 4);
    }

    [Fact]
    public async Task The_present_policies_are_what_it_is_compared_with()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "requests", target = 14 });

        var tried = await TryAsync(new { policies = new[] { new { trigger = "requests", target = 14 } }, csv = Waves, capacity = 20 });

        tried.Proposed.ShouldBe(tried.Current, "the same policy, on the same load");
    }

    [Theory]
    [InlineData("cpu", 60)]
    [InlineData("concurrency", 0.7)]
    public async Task Policies_on_other_triggers_follow_the_same_load(string trigger, double target)
    {
        var tried = await TryAsync(new { policies = new[] { new { trigger, target } }, csv = Waves, capacity = 20 });

        tried.Proposed.LateRequests.ShouldBeLessThan(tried.Current.LateRequests / 4);
        tried.Proposed.Changes.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Thresholds_are_tried_too()
    {
        var tried = await TryAsync(new
        {
            policies = new object[] { new { trigger = "requests", threshold = 16, action = "scale_up" }, new { trigger = "requests", threshold = 5, action = "scale_down" } },
            csv = Waves,
            capacity = 20,
        });

        tried.Proposed.LateRequests.ShouldBeLessThan(tried.Current.LateRequests / 4);
        tried.Proposed.InstanceHours.ShouldBeLessThan(2 * 8);
    }

    [Fact]
    public async Task Without_a_capacity_a_target_for_requests_tells_it()
    {
        var tried = await TryAsync(new { policies = new[] { new { trigger = "requests", target = 14.8 } }, csv = Waves });

        (tried.Capacity, tried.CapacityFrom).ShouldBe((20, CapacitySource.Target));
    }

    [Theory]
    [InlineData("""{}""", "policies")]
    [InlineData("""{"policies":[]}""", "policies")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":700}]}""", "policies[0].target")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"nothing"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n60,-1"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n0.5,1"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n86400,1"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n60,1e300"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,0\n60,0"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n60,1","from":"2026-01-01T00:00:00Z"}""", "csv")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"from":"2026-01-01T00:00:00Z","to":"2026-01-03T00:00:00Z"}""", "from")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"from":"2126-01-01T00:00:00Z"}""", "from")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"capacity":0}""", "capacity")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}],"startupSeconds":-1}""", "startupSeconds")]
    [InlineData("""{"policies":[{"trigger":"cpu","target":70}]}""", "from")]
    public async Task What_can_t_be_tried_is_refused_with_the_field_named(string body, string field) => await ada.PostAsync(Replay, body).ShouldNameAsync(field);

    [Fact]
    public async Task Strangers_do_not_see_it()
    {
        var bob = await api.UserAsync("Bob");

        (await bob.PostAsync(Replay, """{"policies":[{"trigger":"cpu","target":70}],"csv":"0,1\n60,1"}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<ScalingReplayResponse> TryAsync(object request) => (await ada.SendAsync<ScalingReplayResponse>(HttpMethod.Post, Replay, request))!;
}
