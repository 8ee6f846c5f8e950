using System.Collections.Concurrent;
using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Alerts;
using CodeRunner.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api;

public sealed class AlertTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Rules => $"/api/deployments/{deployment.Id}/alert-rules";

    private string Alerts => $"/api/deployments/{deployment.Id}/alerts";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_new_deployment_is_watched_for_being_down_and_for_crash_loops()
    {
        var rules = await RulesAsync();

        rules.Select(rule => (rule.Kind, rule.Threshold, rule.For, rule.Enabled)).ShouldBe(
            [(AlertKind.Down, null, 60, true), (AlertKind.CrashLoop, 3, 0, true)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_rule_is_made_changed_and_deleted()
    {
        var made = (await ada.SendAsync<AlertRuleResponse>(HttpMethod.Post, Rules, new { kind = "error_rate", threshold = 2.5, name = " Too many " }))!;
        (made.Kind, made.Threshold, made.For, made.Enabled, made.Name).ShouldBe((AlertKind.ErrorRate, 2.5, 300, true, "Too many"));

        using var put = await ada.SendAsync(HttpMethod.Put, $"/api/alert-rules/{made.Id}", new { kind = "p95", threshold = 800, @for = 60, enabled = false });
        put.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var changed = (await RulesAsync()).Single(rule => rule.Id == made.Id);
        (changed.Kind, changed.Threshold, changed.For, changed.Enabled, changed.Name).ShouldBe((AlertKind.P95, 800, 60, false, null));

        using var deleted = await ada.SendAsync(HttpMethod.Delete, $"/api/alert-rules/{made.Id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RulesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Kinds_go_over_the_wire_in_lower_case_with_underscores()
    {
        using var answer = await ada.SendAsync(HttpMethod.Get, Rules);

        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"kind\":\"crash_loop\"");
    }

    [Theory]
    [InlineData("""{"threshold":90}""", "kind")]
    [InlineData("""{"kind":"weather"}""", "kind")]
    [InlineData("""{"kind":"cpu"}""", "threshold")]
    [InlineData("""{"kind":"cpu","threshold":0}""", "threshold")]
    [InlineData("""{"kind":"cpu","threshold":101}""", "threshold")]
    [InlineData("""{"kind":"error_rate","threshold":-1}""", "threshold")]
    [InlineData("""{"kind":"p95","threshold":600001}""", "threshold")]
    [InlineData("""{"kind":"crash_loop","threshold":1.5}""", "threshold")]
    [InlineData("""{"kind":"down","threshold":1}""", "threshold")]
    [InlineData("""{"kind":"cpu","threshold":90,"for":-1}""", "for")]
    [InlineData("""{"kind":"cpu","threshold":90,"for":86401}""", "for")]
    public async Task A_wrong_rule_is_refused_with_the_field_named(string body, string field)
    {
        using var answer = await ada.PostAsync(Rules, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
    }

    [Fact]
    public async Task A_deployment_has_so_many_rules_and_no_more()
    {
        for (var count = 2; count < AlertRule.MostPerDeployment; count++)
            await ada.SendAsync<AlertRuleResponse>(HttpMethod.Post, Rules, new { kind = "cpu", threshold = count });

        using var answer = await ada.PostAsync(Rules, new { kind = "cpu", threshold = 90 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_viewer_reads_and_a_developer_writes_in_their_environments()
    {
        var (vera, dave, other) = (await api.UserAsync("Vera"), await api.UserAsync("Dave"), await api.UserAsync("Otto"));
        await ada.MakeMemberAsync(deployment.ProjectId, vera, "viewer");
        await ada.MakeMemberAsync(deployment.ProjectId, dave, "developer");
        await ada.MakeMemberAsync(deployment.ProjectId, other, "developer", "staging");
        var alert = await api.FireAsync(deployment.Id, AlertKind.Down);

        (await StatusAsync(vera, HttpMethod.Get, Rules)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(vera, HttpMethod.Post, Rules, new { kind = "cpu", threshold = 90 })).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(vera, HttpMethod.Delete, $"/api/alert-rules/{alert.RuleId}")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(vera, HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(dave, HttpMethod.Post, Rules, new { kind = "cpu", threshold = 90 })).ShouldBe(HttpStatusCode.Created);
        (await StatusAsync(dave, HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(other, HttpMethod.Get, Rules)).ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync<Page<AlertResponse>>($"/api/projects/{deployment.ProjectId}/alerts"))!.Items.ShouldBeEmpty();
        (await vera.GetAsync<Page<AlertResponse>>($"/api/projects/{deployment.ProjectId}/alerts"))!.Items.ShouldHaveSingleItem().Id.ShouldBe(alert.Id);
    }

    [Fact]
    public async Task A_rule_has_one_alert_at_a_time_whoever_writes()
    {
        await api.FireAsync(deployment.Id, AlertKind.Down);

        (await Should.ThrowAsync<DbUpdateException>(() => api.FireAsync(deployment.Id, AlertKind.Down))).InnerException!.Message.ShouldContain("unique");
    }

    [Fact]
    public async Task Alerts_are_listed_by_state_a_page_at_a_time_and_counted_on_the_deployment()
    {
        var down = await api.FireAsync(deployment.Id, AlertKind.Down);
        await api.FireAsync(deployment.Id, AlertKind.CrashLoop);
        await ada.SendAsync(HttpMethod.Delete, $"/api/alert-rules/{down.RuleId}");

        var page = (await ada.GetAsync<Page<AlertResponse>>($"{Alerts}?limit=1"))!;
        page.Items.ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.CrashLoop);
        var last = (await ada.GetAsync<Page<AlertResponse>>($"{Alerts}?limit=1&after={page.Next}"))!;
        (last.Items.ShouldHaveSingleItem().Resolution, last.Next).ShouldBe(("Its rule was deleted.", null));
        (await ada.GetAsync<Page<AlertResponse>>($"{Alerts}?state=firing"))!.Items.ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.CrashLoop);
        (await StatusAsync(ada, HttpMethod.Get, $"{Alerts}?state=1")).ShouldBe(HttpStatusCode.BadRequest);
        (await ada.GetAsync<DeploymentResponse>($"/api/deployments/{deployment.Id}"))!.FiringAlerts.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"kind":"down","for":120}""", "Its rule was changed.")]
    [InlineData("""{"kind":"down","for":60,"enabled":false}""", "Its rule was switched off.")]
    [InlineData("""{"kind":"down","for":60,"name":"new name"}""", null)]
    public async Task A_rule_that_says_something_else_ends_what_fired_by_it(string body, string? resolution)
    {
        var alert = await api.FireAsync(deployment.Id, AlertKind.Down);

        await ada.SendAsync(HttpMethod.Put, $"/api/alert-rules/{alert.RuleId}", body);

        (await ada.GetAsync<Page<AlertResponse>>(Alerts))!.Items.ShouldHaveSingleItem().Resolution.ShouldBe(resolution);
        (await RulesAsync()).Single(rule => rule.Id == alert.RuleId).AlertId.ShouldBe(resolution is null ? alert.Id : null);
    }

    [Fact]
    public async Task Deleting_a_deployment_ends_its_alerts_at_once()
    {
        await api.FireAsync(deployment.Id, AlertKind.Down);

        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}");

        var alert = (await ada.GetAsync<Page<AlertResponse>>(Alerts))!.Items.ShouldHaveSingleItem();
        (alert.State, alert.Resolution).ShouldBe((AlertState.Resolved, "The deployment is being deleted."));
    }

    [Fact]
    public async Task Who_acknowledges_first_stays_named_and_all_who_watch_hear_of_it()
    {
        var (dave, otto) = (await api.UserAsync("Dave"), await api.UserAsync("Otto"));
        await ada.MakeMemberAsync(deployment.ProjectId, dave, "developer");
        await ada.MakeMemberAsync(deployment.ProjectId, otto, "viewer", "staging");
        await using var hub = await ada.HubAsync();
        await using var deaf = await otto.HubAsync();
        using var heard = new BlockingCollection<AlertResponse>();
        using var overheard = new BlockingCollection<AlertResponse>();
        hub.On<AlertResponse>("alert", heard.Add);
        deaf.On<AlertResponse>("alert", overheard.Add);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await deaf.InvokeAsync("SubscribeProject", deployment.ProjectId);
        var alert = await api.FireAsync(deployment.Id, AlertKind.Down);

        await dave.SendAsync<AlertResponse>(HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge");
        await ada.SendAsync<AlertResponse>(HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge");

        heard.TryTake(out var told, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        (told!.Id, told.AcknowledgedBy).ShouldBe((alert.Id, dave.Email));
        (await ada.GetAsync<Page<AlertResponse>>(Alerts))!.Items.ShouldHaveSingleItem().AcknowledgedBy.ShouldBe(dave.Email);
        await ada.SendAsync(HttpMethod.Delete, $"/api/alert-rules/{alert.RuleId}");
        (await StatusAsync(ada, HttpMethod.Post, $"/api/alerts/{alert.Id}/acknowledge")).ShouldBe(HttpStatusCode.Conflict);
        overheard.ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<AlertRuleResponse>> RulesAsync() => (await ada.GetAsync<Page<AlertRuleResponse>>(Rules))!.Items;

    private static async Task<HttpStatusCode> StatusAsync(TestUser user, HttpMethod method, string path, object? body = null)
    {
        using var answer = await user.SendAsync(method, path, body);
        return answer.StatusCode;
    }
}
