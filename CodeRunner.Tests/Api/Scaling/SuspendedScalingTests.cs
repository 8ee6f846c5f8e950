using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Scaling;

public sealed class SuspendedScalingTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync("Ada");
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Without_policies_there_is_nothing_to_suspend()
    {
        (await ScaleAsync(2)).Scaling.ShouldBeNull();

        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });

        (await ScalingAsync())!.Active.ShouldBeTrue();
    }

    [Fact]
    public async Task Scaling_by_hand_suspends_what_the_policies_do_until_somebody_resumes_it()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70, minInstances = 2, maxInstances = 5 });
        (await ScalingAsync()).ShouldBe(new DeploymentScaling(true, null, null, 2, 5));

        var scaled = await ScaleAsync(3);
        scaled.DesiredInstances.ShouldBe(3);
        (scaled.Scaling!.Active, scaled.Scaling.SuspendedBy).ShouldBe((false, "Ada"));
        scaled.Scaling.SuspendedAt.ShouldNotBeNull();

        (await ResumeAsync()).Scaling.ShouldBe(new DeploymentScaling(true, null, null, 2, 5));
        (await ScalingAsync())!.Active.ShouldBeTrue();
    }

    [Fact]
    public async Task A_schedule_is_suspended_as_a_policy_is()
    {
        await ada.ScheduleAsync(deployment.Id, new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 });

        (await ScaleAsync(3)).Scaling!.SuspendedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_paused_is_not_suspended_by_scaling_by_hand()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70, enabled = false });

        (await ScaleAsync(3)).Scaling.ShouldBe(new DeploymentScaling(false, null, null, 1, 20));
    }

    [Fact]
    public async Task The_last_policy_that_goes_takes_the_suspension_with_it()
    {
        var first = await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });
        var second = await ada.PolicyAsync(deployment.Id, new { trigger = "memory", target = 70 });
        await ScaleAsync(3);

        await ada.SendAsync(HttpMethod.Delete, $"/api/scaling-policies/{first.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ScalingAsync())!.SuspendedAt.ShouldNotBeNull();
        await ada.SendAsync(HttpMethod.Put, $"/api/scaling-policies/{second.Id}", new { trigger = "memory", target = 70, enabled = false }).ShouldBeAsync(HttpStatusCode.NoContent);

        (await ScalingAsync())!.SuspendedAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_policies_do_neither_suspends_them_nor_passes_a_suspension()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });
        await using var db = api.Db();
        var held = await db.Deployments.SingleAsync(each => each.Id == deployment.Id);
        held.ScaleTo(4).ShouldBeTrue();
        await db.SaveChangesAsync();
        (await ScalingAsync())!.Active.ShouldBeTrue();

        await ScaleAsync(2);
        await db.Entry(held).ReloadAsync();

        held.ScaleTo(4).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_a_policy_and_a_hand_at_the_same_moment_the_suspension_is_never_lost()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });

        await Task.WhenAll(ScaleAsync(3), ada.PolicyAsync(deployment.Id, new { trigger = "memory", target = 70 }), ScaleAsync(4));

        (await ScalingAsync())!.SuspendedAt.ShouldNotBeNull();
    }

    private async Task<DeploymentResponse> ScaleAsync(int instances) =>
        (await ada.SendAsync<DeploymentResponse>(HttpMethod.Post, $"/api/deployments/{deployment.Id}/scale", new { instances }))!;

    private async Task<DeploymentResponse> ResumeAsync() => (await ada.SendAsync<DeploymentResponse>(HttpMethod.Post, $"/api/deployments/{deployment.Id}/scaling/resume"))!;

    private async Task<DeploymentScaling?> ScalingAsync() => (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.Scaling;
}
