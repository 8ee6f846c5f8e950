using System.Net;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Core.Webhooks;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Api.Webhooks;

public sealed class WebhookTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;

    private string Webhooks => $"/api/projects/{deployment.ProjectId}/webhooks";

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_secret_is_shown_once_and_no_row_holds_it()
    {
        using var created = await ada.PostAsync(Webhooks, new { url = fixture.Receiver.Url("/once") }, key: $"{Guid.NewGuid()}");
        var made = System.Text.Json.JsonSerializer.Deserialize<WebhookResponse>(await created.Content.ReadAsStringAsync(), Wire.Json)!;

        made.Secret.ShouldStartWith("whsec_");
        (await ada.GetAsync<Page<WebhookResponse>>(Webhooks))!.Items.ShouldHaveSingleItem().Secret.ShouldBeNull();
        await using var db = api.Db();
        var bytes = (await db.Webhooks.SingleAsync(each => each.Id == made.Id)).SealedSecret;
        System.Text.Encoding.Latin1.GetString(bytes).ShouldNotContain(made.Secret!["whsec_".Length..]);
        (await db.IdempotentAnswers.AnyAsync(each => each.UserId == ada.Id)).ShouldBeFalse("an answer that is kept would hold it");
    }

    [Theory]
    [InlineData("", "url")]
    [InlineData("hooks.example.org", "url")]
    [InlineData("ftp://hooks.example.org/", "url")]
    [InlineData("file:///etc/passwd", "url")]
    [InlineData("https://ada:secret@hooks.example.org/", "url")]
    [InlineData("https://hooks.example.org/#x", "url")]
    [InlineData("http://127.0.0.1/", "url")]
    [InlineData("http://2130706433/", "url")]
    [InlineData("http://0x7f.1/", "url")]
    [InlineData("http://169.254.169.254/latest/meta-data", "url")]
    [InlineData("http://10.1.2.3/", "url")]
    [InlineData("http://[::1]/", "url")]
    [InlineData("http://[::ffff:10.0.0.1]/", "url")]
    [InlineData("http://[64:ff9b::a00:1]/", "url")]
    [InlineData("http://[fd00::1]/", "url")]
    public async Task A_wrong_url_is_refused_with_the_field_named(string url, string field)
    {
        using var answer = await ada.PostAsync(Webhooks, new { url });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\":[");
    }

    [Fact]
    public async Task A_deployment_of_another_project_can_not_be_named()
    {
        var foreign = await ada.DeploymentAsync();

        using var answer = await ada.PostAsync(Webhooks, new { url = "https://hooks.example.org/", deployments = new[] { foreign.Id } });

        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"deployments\":[");
    }

    [Fact]
    public async Task Only_maintainers_of_all_environments_manage_webhooks()
    {
        var (dave, mona, max) = (await api.UserAsync("Dave"), await api.UserAsync("Mona"), await api.UserAsync("Max"));
        await ada.MakeMemberAsync(deployment.ProjectId, dave, "developer");
        await ada.MakeMemberAsync(deployment.ProjectId, mona, "maintainer", "staging");
        await ada.MakeMemberAsync(deployment.ProjectId, max, "maintainer");
        var made = await CreateAsync("/rights");

        foreach (var (user, status) in new[] { (dave, HttpStatusCode.Forbidden), (mona, HttpStatusCode.Forbidden), (max, HttpStatusCode.OK) })
        {
            using var list = await user.Http.GetAsync(Webhooks);
            using var deliveries = await user.Http.GetAsync($"/api/webhooks/{made.Id}/deliveries");
            using var test = await user.PostAsync($"/api/webhooks/{made.Id}/test");
            (list.StatusCode, deliveries.StatusCode).ShouldBe((status, status));
            test.StatusCode.ShouldBe(status == HttpStatusCode.OK ? HttpStatusCode.Accepted : status);
        }
    }

    [Fact]
    public async Task A_project_has_so_many_webhooks_and_no_more()
    {
        for (var count = 0; count < Webhook.MostPerProject; count++)
            await CreateAsync("/many");

        using var answer = await ada.PostAsync(Webhooks, new { url = fixture.Receiver.Url("/many") });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_webhook_hears_only_of_what_it_asked_for()
    {
        var other = await ada.DeploymentAsync(deployment.ProjectId, "Other");
        await CreateAsync("/all");
        await CreateAsync("/crashes", new { kinds = new[] { "crash_loop" } });
        await CreateAsync("/other", new { deployments = new[] { other.Id } });
        await CreateAsync("/off", new { enabled = false });

        var down = await api.FireAsync(deployment.Id, AlertKind.Down);
        await api.FireAsync(deployment.Id, AlertKind.CrashLoop);
        await api.FireAsync(other.Id, AlertKind.Down);
        await ada.SendAsync(HttpMethod.Delete, $"/api/alert-rules/{down.RuleId}");

        await fixture.Receiver.TakeAsync("/all", 4);
        await fixture.Receiver.TakeAsync("/crashes");
        (await fixture.Receiver.TakeAsync("/other")).ShouldHaveSingleItem().Body.ShouldContain($"\"id\":\"{other.Id}\"");
        fixture.Receiver.All.Select(each => each.Path).ShouldNotContain("/off");
        var messages = (await fixture.Receiver.TakeAsync("/all", 4)).Select(each => System.Text.Json.JsonSerializer.Deserialize<WebhookMessage>(each.Body, Wire.Json)!).ToList();
        messages.Count(each => each.Type == "alert.fired").ShouldBe(3);
        var resolved = messages.Single(each => each.Type == "alert.resolved").Data;
        (resolved.Alert!.Id, resolved.Alert.State, resolved.Deployment!.Name).ShouldBe((down.Id, AlertState.Resolved, "Web"));
    }

    [Fact]
    public async Task Results_are_kept_and_shown_the_newest_hundred()
    {
        var made = await CreateAsync("/kept");
        await using var db = api.Db();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_deliveries (id, webhook_id, event, body, state, attempts, created_at)
            SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, {made.Id}, 'test', '', 'Delivered', 1, now() FROM generate_series(1, 150) number
            """);

        await TestAsync(made);
        await SettledAsync(made);

        (await db.WebhookDeliveries.CountAsync(each => each.WebhookId == made.Id)).ShouldBe(WebhookDelivery.MostKept);
        var last = (await ada.GetAsync<Page<WebhookResponse>>(Webhooks))!.Items.ShouldHaveSingleItem().LastDelivery!;
        (last.Event, last.State, last.Status, last.Attempts, last.Error).ShouldBe(("test", WebhookDeliveryState.Delivered, 204, 1, null));
        last.LatencyMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_message_is_sent_once_more_under_the_same_id()
    {
        var made = await CreateAsync("/again");
        var sent = await TestAsync(made);
        await SettledAsync(made);

        using var again = await ada.PostAsync($"/api/webhook-deliveries/{sent.Id}/redeliver");

        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await fixture.Receiver.TakeAsync("/again", 2)).ShouldAllBe(each => each.Id == sent.Id.ToString());
    }

    [Fact]
    public async Task What_is_sent_once_more_tells_no_more_of_how_it_failed_before()
    {
        var made = await CreateAsync("/undone");
        var sent = await TestAsync(made);
        await SettledAsync(made);
        await using var db = api.Db();
        await db.Database.ExecuteSqlAsync($"UPDATE webhook_deliveries SET state = 'Failed', status = 500, error = 'It answered with 500.', latency_ms = 7 WHERE id = {sent.Id}");

        var again = await ada.SendAsync<WebhookDeliveryResponse>(HttpMethod.Post, $"/api/webhook-deliveries/{sent.Id}/redeliver");

        (again!.State, again.Attempts, again.Status, again.Error, again.LatencyMs).ShouldBe((WebhookDeliveryState.Pending, 0, null, null, null));
        await SettledAsync(made);
    }

    [Fact]
    public async Task A_webhook_that_names_a_deleted_deployment_can_be_changed_and_hears_of_no_other_for_it()
    {
        var gone = await ada.DeploymentAsync(deployment.ProjectId, "Gone");
        var made = await CreateAsync("/named", new { deployments = new[] { gone.Id } });
        await using (var db = api.Db())
            await db.Deployments.Where(each => each.Id == gone.Id).ExecuteDeleteAsync();
        var shown = (await ada.GetAsync<Page<WebhookResponse>>(Webhooks))!.Items.ShouldHaveSingleItem();

        using var put = await ada.SendAsync(HttpMethod.Put, $"/api/webhooks/{made.Id}", new { url = shown.Url, kinds = shown.Kinds, deployments = shown.Deployments, enabled = true });
        using var stranger = await ada.PostAsync(Webhooks, new { url = shown.Url, deployments = shown.Deployments });
        await CreateAsync("/every");
        await api.FireAsync(deployment.Id, AlertKind.Down);

        (put.StatusCode, stranger.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.BadRequest));
        await fixture.Receiver.TakeAsync("/every");
        fixture.Receiver.All.Select(each => each.Path).ShouldNotContain("/named");
    }

    [Fact]
    public async Task What_would_wait_beyond_the_bound_is_given_up_and_shown()
    {
        var made = await CreateAsync("/flood");
        await using var db = api.Db();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO webhook_deliveries (id, webhook_id, event, body, state, attempts, created_at, next_try_at)
            SELECT gen_random_uuid(), {made.Id}, 'test', '', 'Pending', 1, now(), now() + interval '1 hour' FROM generate_series(1, {WebhookDelivery.MostWaiting})
            """);

        using var test = await ada.PostAsync($"/api/webhooks/{made.Id}/test");
        var alert = await api.FireAsync(deployment.Id, AlertKind.Down);

        test.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await db.WebhookDeliveries.SingleAsync(each => each.AlertId == alert.Id)).Error.ShouldBe(WebhookOutbox.TooMany);
    }

    private async Task<WebhookResponse> CreateAsync(string path, object? filter = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(filter ?? new { })!.AsObject();
        body["url"] = fixture.Receiver.Url(path);
        return (await ada.SendAsync<WebhookResponse>(HttpMethod.Post, Webhooks, body.ToJsonString()))!;
    }

    private async Task<WebhookDeliveryResponse> TestAsync(WebhookResponse webhook) =>
        (await ada.SendAsync<WebhookDeliveryResponse>(HttpMethod.Post, $"/api/webhooks/{webhook.Id}/test"))!;

    private Task SettledAsync(WebhookResponse webhook) => CodeRunner.Tests.Support.Eventually.BeTrueAsync(
        async () => (await ada.GetAsync<Page<WebhookDeliveryResponse>>($"/api/webhooks/{webhook.Id}/deliveries"))!.Items[0].State == WebhookDeliveryState.Delivered,
        "it was delivered");
}
