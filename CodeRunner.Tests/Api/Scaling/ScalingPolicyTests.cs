using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Core.Scaling;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Scaling;

public sealed class ScalingPolicyTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Policies => $"/api/deployments/{deployment.Id}/scaling-policies";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_policy_with_a_target_is_made_changed_paused_and_deleted()
    {
        var made = await ada.PolicyAsync(deployment.Id, new { trigger = "requests", target = 60 });
        made.ShouldBe(new(made.Id, deployment.Id, ScalingTrigger.Requests, null, null, null, 60, 1, 20, true, made.CreatedAt, made.UpdatedAt));

        await PutAsync(made.Id, new { trigger = "concurrency", target = 8.5, minInstances = 2, maxInstances = 6, enabled = false });
        var changed = (await ListAsync()).ShouldHaveSingleItem();
        (changed.Trigger, changed.Target, changed.MinInstances, changed.MaxInstances, changed.Enabled).ShouldBe((ScalingTrigger.Concurrency, 8.5, 2, 6, false));
        changed.UpdatedAt.ShouldBeGreaterThan(made.UpdatedAt);

        await ada.SendAsync(HttpMethod.Delete, $"/api/scaling-policies/{made.Id}").ShouldBeAsync(HttpStatusCode.NoContent);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_with_a_threshold_goes_over_the_wire_as_its_clients_know_it()
    {
        using var answer = await ada.PostAsync(
            Policies, """{"trigger":"cpu","threshold":80,"action":"scale_up","cooldown":120,"minInstances":1,"maxInstances":5,"enabled":true}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("""
            "trigger":"cpu","threshold":80,"action":"scale_up","cooldown":120,"target":null,"minInstances":1,"maxInstances":5,"enabled":true
            """);
        answer.Headers.Location!.ToString().ShouldStartWith("/api/scaling-policies/");
    }

    [Fact]
    public async Task A_policy_changes_from_one_form_to_the_other()
    {
        var made = await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });

        await PutAsync(made.Id, new { trigger = "cpu", threshold = 30, action = "scale_down" });

        var changed = (await ListAsync()).ShouldHaveSingleItem();
        (changed.Target, changed.Threshold, changed.Action, changed.Cooldown).ShouldBe((null, 30, ScalingAction.ScaleDown, 60));
    }

    [Theory]
    [InlineData("""{"target":70}""", "trigger")]
    [InlineData("""{"trigger":"weather","target":70}""", "trigger")]
    [InlineData("""{"trigger":"cpu"}""", "target")]
    [InlineData("""{"trigger":"cpu","target":0}""", "target")]
    [InlineData("""{"trigger":"memory","target":101}""", "target")]
    [InlineData("""{"trigger":"requests","target":-1}""", "target")]
    [InlineData("""{"trigger":"concurrency","target":1000000}""", "target")]
    [InlineData("""{"trigger":"cpu","threshold":80}""", "action")]
    [InlineData("""{"trigger":"cpu","action":"scale_up"}""", "threshold")]
    [InlineData("""{"trigger":"cpu","threshold":80,"action":"explode"}""", "action")]
    [InlineData("""{"trigger":"cpu","threshold":80,"action":"scale_up","cooldown":-1}""", "cooldown")]
    [InlineData("""{"trigger":"cpu","target":70,"threshold":80}""", "threshold")]
    [InlineData("""{"trigger":"cpu","target":70,"action":"scale_up"}""", "action")]
    [InlineData("""{"trigger":"cpu","target":70,"cooldown":10}""", "cooldown")]
    [InlineData("""{"trigger":"cpu","target":70,"minInstances":-1}""", "minInstances")]
    [InlineData("""{"trigger":"cpu","target":70,"minInstances":5,"maxInstances":4}""", "minInstances")]
    [InlineData("""{"trigger":"cpu","target":70,"maxInstances":21}""", "maxInstances")]
    [InlineData("""{"trigger":"cpu","target":70,"minInstances":0,"maxInstances":0}""", "maxInstances")]
    public async Task A_wrong_policy_is_refused_with_the_field_named(string body, string field)
    {
        using var answer = await ada.PostAsync(Policies, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_minimum_of_zero_lets_it_sleep_where_all_policies_have_it_and_the_text_of_a_wrong_one_says_so()
    {
        using var wrong = await ada.PostAsync(Policies, new { trigger = "cpu", target = 70, minInstances = -1 });
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("0 lets it sleep when no requests come");

        (await ada.PolicyAsync(deployment.Id, new { trigger = "requests", target = 70, minInstances = 0, maxInstances = 3 })).MinInstances.ShouldBe(0);
        (await MinimumAsync()).ShouldBe(0);
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70, maxInstances = 3 });
        (await MinimumAsync()).ShouldBe(1);

        async Task<int> MinimumAsync() => (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.Scaling!.Minimum;
    }

    [Theory]
    [InlineData("scale_up", 50, "scale_down", 50)]
    [InlineData("scale_up", 50, "scale_down", 60)]
    [InlineData("scale_down", 50, "scale_up", 50)]
    [InlineData("scale_down", 50, "scale_up", 40)]
    public async Task Thresholds_between_which_there_is_no_rest_are_refused_when_made_and_when_changed(string first, int at, string second, int then)
    {
        var made = await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", threshold = at, action = first });
        var other = await ada.PolicyAsync(deployment.Id, new { trigger = "memory", threshold = then, action = second });

        using var answer = await ada.PostAsync(Policies, new { trigger = "cpu", threshold = then, action = second });
        using var changed = await ada.SendAsync(HttpMethod.Put, $"/api/scaling-policies/{other.Id}", new { trigger = "cpu", threshold = then, action = second });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        changed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"threshold\":[");
        await PutAsync(made.Id, new { trigger = "cpu", threshold = then, action = second });
    }

    [Fact]
    public async Task A_deployment_has_so_many_policies_and_no_more()
    {
        for (var count = 0; count < ScalingPolicy.MostPerDeployment; count++)
            await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 50 + count });

        using var answer = await ada.PostAsync(Policies, new { trigger = "cpu", target = 70 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Whoever_changes_a_policy_and_whoever_may_not_is_in_the_audit_log()
    {
        var vera = await api.UserAsync("Vera");
        await ada.MakeMemberAsync(deployment.ProjectId, vera, "viewer");
        var made = await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });
        await PutAsync(made.Id, new { trigger = "cpu", target = 60 });
        await vera.SendAsync(HttpMethod.Delete, $"/api/scaling-policies/{made.Id}").ShouldBeAsync(HttpStatusCode.Forbidden);
        await ada.SendAsync(HttpMethod.Delete, $"/api/scaling-policies/{made.Id}").ShouldBeAsync(HttpStatusCode.NoContent);

        var entries = (await ada.GetAsync<Page<AuditEntryResponse>>($"/api/projects/{deployment.ProjectId}/audit?action=scaling."))!.Items;
        entries.Select(entry => (entry.Action, entry.Outcome, entry.Actor.Email)).ShouldBe(
        [
            ("scaling.policy.delete", AuditOutcome.Done, ada.Email),
            ("scaling.policy.delete", AuditOutcome.Denied, vera.Email),
            ("scaling.policy.change", AuditOutcome.Done, ada.Email),
            ("scaling.policy.create", AuditOutcome.Done, ada.Email),
        ]);
        entries[2].Detail.GetProperty("target").GetDouble().ShouldBe(60);
    }

    [Fact]
    public async Task A_policy_goes_with_its_deployment()
    {
        await ada.PolicyAsync(deployment.Id, new { trigger = "cpu", target = 70 });
        await ada.ScheduleAsync(deployment.Id, new { cron = "0 8 * * *", durationMinutes = 60, minInstances = 2 });
        await api.DecideAsync(deployment.Id, 1, 2, DateTimeOffset.UtcNow);
        await using var db = api.Db();

        await db.Deployments.Where(each => each.Id == deployment.Id).ExecuteDeleteAsync();

        (await db.ScalingPolicies.CountAsync(each => each.DeploymentId == deployment.Id)).ShouldBe(0);
        (await db.ScalingSchedules.CountAsync(each => each.DeploymentId == deployment.Id)).ShouldBe(0);
        (await db.ScalingDecisions.CountAsync(each => each.DeploymentId == deployment.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_being_deleted_gets_no_policy()
    {
        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}").ShouldBeAsync(HttpStatusCode.Accepted);

        using var answer = await ada.PostAsync(Policies, new { trigger = "cpu", target = 70 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<IReadOnlyList<ScalingPolicyResponse>> ListAsync() => (await ada.GetAsync<Page<ScalingPolicyResponse>>(Policies))!.Items;

    private Task PutAsync(Guid id, object policy) => ada.SendAsync(HttpMethod.Put, $"/api/scaling-policies/{id}", policy).ShouldBeAsync(HttpStatusCode.NoContent);
}
