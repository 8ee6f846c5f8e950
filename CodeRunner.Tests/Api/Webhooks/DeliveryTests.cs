using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Api.Webhooks;

/// <summary>How messages reach those who are told, and do not reach others.</summary>
public sealed class DeliveryTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>, IAsyncLifetime
{
    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private Guid project;

    private Receiver Receiver => fixture.Receiver;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        project = (await ada.ProjectAsync()).Id;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_message_is_signed_so_that_its_receiver_can_tell_who_sent_it()
    {
        var webhook = await CreateAsync(Receiver.Url("/signed"));
        var sent = await TestAsync(webhook);

        var message = (await Receiver.TakeAsync("/signed")).ShouldHaveSingleItem();

        var (id, timestamp) = (message.Headers["webhook-id"], message.Headers["webhook-timestamp"]);
        using var hmac = new HMACSHA256(Convert.FromBase64String(webhook.Secret!.Split('_')[1]));
        var expected = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes($"{id}.{timestamp}.{message.Body}")));
        message.Headers["webhook-signature"].ShouldBe($"v1,{expected}");
        id.ShouldBe(sent.Id.ToString());
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture)).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        (message.Method, message.Headers["content-type"]).ShouldBe(("POST", "application/json"));
        message.Body.ShouldContain("\"type\":\"test\"");
        message.Headers.Keys.ShouldNotContain("traceparent");
    }

    [Fact]
    public async Task A_message_that_was_answered_with_500_is_sent_again_under_its_id_until_it_arrives()
    {
        var tries = 0;
        Receiver.Answers["/flaky"] = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref tries) < 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        var webhook = await CreateAsync(Receiver.Url("/flaky"));
        await TestAsync(webhook);

        var delivered = await SettledAsync(webhook);

        (delivered.State, delivered.Attempts, delivered.Status).ShouldBe((WebhookDeliveryState.Delivered, 3, 200));
        Receiver.All.Where(each => each.Path == "/flaky").Select(each => each.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_message_waits_for_a_receiver_that_is_down()
    {
        var webhook = await CreateAsync(fixture.Late.Url("/late"));
        await TestAsync(webhook);
        var waiting = await Eventually.BeAsync(() => LastAsync(webhook), last => last.Attempts >= 2 && last.Error is not null, "it was tried in vain");
        (waiting.State, waiting.Error, waiting.NextTryAt is null).ShouldBe((WebhookDeliveryState.Pending, "It could not be connected to.", false));

        await fixture.Late.StartAsync();

        (await SettledAsync(webhook)).State.ShouldBe(WebhookDeliveryState.Delivered);
        (await fixture.Late.TakeAsync("/late")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_is_slow_holds_up_no_other()
    {
        using var answer = new SemaphoreSlim(0);
        Receiver.Answers["/slow"] = _ => answer.WaitAsync();
        var slow = await CreateAsync(Receiver.Url("/slow"));
        for (var count = 0; count < 10; count++)
            await TestAsync(slow);
        await Receiver.TakeAsync("/slow", 4);

        await TestAsync(await CreateAsync(Receiver.Url("/quick")));

        await Receiver.TakeAsync("/quick");
        Receiver.All.Where(each => each.Path == "/slow").Select(each => each.Id).Distinct().Count().ShouldBeLessThan(10);
        answer.Release(1000);
        await Eventually.BeTrueAsync(
            () => Task.FromResult(Receiver.All.Where(each => each.Path == "/slow").Select(each => each.Id).Distinct().Count() == 10), "all ten arrive");
    }

    [Fact]
    public async Task Two_Apis_send_no_message_twice()
    {
        await using var other = await ApiFactory.StartAsync(api.Database, settings: fixture.Settings);
        var sent = new List<Guid>();
        var webhooks = new List<WebhookResponse>();
        for (var count = 0; count < 5; count++)
            webhooks.Add(await CreateAsync(Receiver.Url("/shared")));
        foreach (var webhook in webhooks)
        {
            for (var count = 0; count < 12; count++)
                sent.Add((await TestAsync(webhook)).Id);
        }

        foreach (var webhook in webhooks)
            await Eventually.BeTrueAsync(async () => (await DeliveriesAsync(webhook)).All(each => each.State == WebhookDeliveryState.Delivered), "all were delivered");

        Receiver.All.Where(each => each.Path == "/shared").Select(each => Guid.Parse(each.Id)).Order().ShouldBe(sent.Order());
    }

    [Fact]
    public async Task A_redirect_to_where_no_message_may_go_is_not_followed()
    {
        Receiver.Answers["/astray"] = context => RedirectAsync(context, fixture.Forbidden.Url("/"));
        var webhook = await CreateAsync(Receiver.Url("/astray"));
        await TestAsync(webhook);

        var failed = await Eventually.BeAsync(() => LastAsync(webhook), last => last.Error is not null, "it was tried");

        failed.Error.ShouldBe("The host is not known, or its address is not public.");
        fixture.Forbidden.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redirects_are_followed_three_times_with_the_signature_for_the_same_place_only()
    {
        Receiver.Answers["/1"] = context => RedirectAsync(context, "/2");
        Receiver.Answers["/2"] = context => RedirectAsync(context, "/3");
        Receiver.Answers["/3"] = context => RedirectAsync(context, "/4");
        Receiver.Answers["/0"] = context => RedirectAsync(context, "/1");
        await TestAsync(await CreateAsync(Receiver.Url("/1")));
        var lost = await CreateAsync(Receiver.Url("/0"));

        (await Receiver.TakeAsync("/4")).ShouldHaveSingleItem().Headers.Keys.ShouldContain("webhook-signature");
        await TestAsync(lost);
        (await Eventually.BeAsync(() => LastAsync(lost), last => last.Error is not null, "it was tried")).Error.ShouldBe("It redirects more than 3 times.");
    }

    [Fact]
    public async Task A_receiver_that_never_stops_answering_is_not_listened_to()
    {
        Receiver.Answers["/endless"] = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string('x', 1 << 16), context.RequestAborted);
        };
        var webhook = await CreateAsync(Receiver.Url("/endless"));
        await TestAsync(webhook);

        (await SettledAsync(webhook)).State.ShouldBe(WebhookDeliveryState.Delivered);
    }

    private static Task RedirectAsync(HttpContext context, string place)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = place;
        return Task.CompletedTask;
    }

    private async Task<WebhookResponse> CreateAsync(string url) => (await ada.SendAsync<WebhookResponse>(HttpMethod.Post, $"/api/projects/{project}/webhooks", new { url }))!;

    private async Task<WebhookDeliveryResponse> TestAsync(WebhookResponse webhook) =>
        (await ada.SendAsync<WebhookDeliveryResponse>(HttpMethod.Post, $"/api/webhooks/{webhook.Id}/test"))!;

    private async Task<IReadOnlyList<WebhookDeliveryResponse>> DeliveriesAsync(WebhookResponse webhook) =>
        (await ada.GetAsync<Page<WebhookDeliveryResponse>>($"/api/webhooks/{webhook.Id}/deliveries"))!.Items;

    private async Task<WebhookDeliveryResponse> LastAsync(WebhookResponse webhook) => (await DeliveriesAsync(webhook))[0];

    private Task<WebhookDeliveryResponse> SettledAsync(WebhookResponse webhook) =>
        Eventually.BeAsync(() => LastAsync(webhook), last => last.State != WebhookDeliveryState.Pending, "it arrived or was given up");
}
