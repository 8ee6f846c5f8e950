using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Scaling;

public sealed class ScalingScheduleTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Schedules => $"/api/deployments/{deployment.Id}/scaling-schedules";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_schedule_is_made_changed_paused_and_deleted()
    {
        var made = await ada.ScheduleAsync(deployment.Id, new { cron = " 0 8 * * 1-5 ", timeZone = "Europe/Berlin", durationMinutes = 600, minInstances = 3 });
        (made.Cron, made.TimeZone, made.DurationMinutes, made.MinInstances, made.Enabled).ShouldBe(("0 8 * * 1-5", "Europe/Berlin", 600, 3, true));
        made.NextAt!.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow);

        await ada.SendAsync(
            HttpMethod.Put, $"/api/scaling-schedules/{made.Id}", new { cron = "30 6 * * *", durationMinutes = 5, minInstances = 2, enabled = false }).ShouldBeAsync(HttpStatusCode.NoContent);
        var changed = (await ada.GetAsync<Page<ScalingScheduleResponse>>(Schedules))!.Items.ShouldHaveSingleItem();
        changed.ShouldBe(new(made.Id, deployment.Id, "30 6 * * *", "UTC", 5, 2, false, false, null));

        await ada.SendAsync(HttpMethod.Delete, $"/api/scaling-schedules/{made.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ada.GetAsync<Page<ScalingScheduleResponse>>(Schedules))!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_schedule_holds_the_deployment_says_that_its_minimum_is_higher()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70, minInstances = 2, maxInstances = 4 });
        await ada.ScheduleAsync(deployment.Id, new { cron = "0 0 1 1 *", durationMinutes = 1, minInstances = 9 });

        (await ScalingAsync()).ShouldBe((2, 4));
        (await ada.ScheduleAsync(deployment.Id, new { cron = "* * * * *", durationMinutes = 60, minInstances = 3 })).Active.ShouldBeTrue();

        (await ScalingAsync()).ShouldBe((3, 4));
    }

    [Theory]
    [InlineData("cron", "")]
    [InlineData("cron", "every morning")]
    [InlineData("cron", "0 0 8 * * *")]
    [InlineData("cron", "61 * * * *")]
    [InlineData("cron", "0 0 31 2 *")]
    [InlineData("timeZone", "Mars/Olympus_Mons")]
    [InlineData("timeZone", "../../etc/passwd")]
    [InlineData("timeZone", "/etc/localtime")]
    [InlineData("timeZone", "/dev/zero")]
    [InlineData("timeZone", "Europe")]
    [InlineData("durationMinutes", 0)]
    [InlineData("durationMinutes", 10081)]
    [InlineData("minInstances", 0)]
    [InlineData("minInstances", 21)]
    public async Task A_wrong_schedule_is_refused_with_the_field_named(string field, object value)
    {
        var body = new Dictionary<string, object> { ["cron"] = "0 8 * * *", ["durationMinutes"] = 60, ["minInstances"] = 2, [field] = value };

        using var answer = await ada.PostAsync(Schedules, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
    }

    [Fact]
    public async Task A_deployment_has_so_many_schedules_and_no_more()
    {
        for (var count = 0; count < ScalingSchedule.MostPerDeployment; count++)
            await ada.ScheduleAsync(deployment.Id, new { cron = $"0 {count} * * *", durationMinutes = 60, minInstances = 2 });

        using var answer = await ada.PostAsync(Schedules, new { cron = "0 20 * * *", durationMinutes = 60, minInstances = 2 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<(int, int)> ScalingAsync()
    {
        var scaling = (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.Scaling!;
        return (scaling.Minimum, scaling.Maximum);
    }
}
