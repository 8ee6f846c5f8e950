using System.Collections.Concurrent;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Live;
using CodeRunner.Contracts.Logs;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace CodeRunner.Tests.Api;

public sealed class LiveHubTests(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ApiFactory api = fixture.Api;
    private TestUser ada = null!;
    private DeploymentResponse deployment = null!;
    private LogWriter log = null!;

    public async Task InitializeAsync()
    {
        ada = await api.UserAsync();
        deployment = await ada.DeploymentAsync();
        log = new LogWriter(api, deployment.Id);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_viewer_gets_history_and_then_every_live_line_once_and_in_order()
    {
        await log.WriteAsync(300);
        await using var hub = await ada.HubAsync();
        var lines = Lines(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        // Which lines are the last is said when history is read, a moment after the answer.
        (await lines.TakeAsync(200)).ShouldBe(Numbers(101, 300));

        for (var batch = 0; batch < 20; batch++)
            await log.WriteAsync(5);

        (await lines.TakeAsync(100)).ShouldBe(Numbers(301, 400));
    }

    [Fact]
    public async Task A_viewer_resumes_after_its_cursor_however_far_back()
    {
        await log.WriteAsync(1700);
        await using var hub = await ada.HubAsync();
        var lines = Lines(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, "3");
        await log.WriteAsync(3);

        (await lines.TakeAsync(1700)).ShouldBe(Numbers(4, 1703));
    }

    [Fact]
    public async Task Messages_that_are_lost_doubled_late_or_garbage_change_nothing()
    {
        await using var hub = await ada.HubAsync();
        var lines = Lines(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, "0");
        await log.WriteAsync(10);
        await log.WriteAsync(10, publish: false);
        await log.WriteAsync(10);
        await log.PublishAsync([.. Enumerable.Range(1, 5).Select(number => log.Line(number))]);
        await log.PublishAsync([.. Enumerable.Range(26, 5).Select(number => log.Line(number))]);
        await api.Redis.GetSubscriber().PublishAsync(StackExchange.Redis.RedisChannel.Literal(LiveChannels.Logs(deployment.Id)), "garbage");
        await log.WriteAsync(10);

        (await lines.TakeAsync(40)).ShouldBe(Numbers(1, 40));
    }

    [Fact]
    public async Task Lines_that_nobody_announces_are_noticed()
    {
        await using var hub = await ada.HubAsync();
        var lines = Lines(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await log.WriteAsync(3, publish: false);

        (await lines.TakeAsync(3)).ShouldBe(Numbers(1, 3));
    }

    [Fact]
    public async Task Two_Apis_on_one_database_and_Redis_show_the_same()
    {
        await using var other = await ApiFactory.StartAsync(api.Database);
        await using var here = await ada.HubAsync();
        await using var there = await new TestUser(other, ada.Id, ada.Email, ada.Token).HubAsync();
        var (lines, theirs) = (Lines(here), Lines(there));
        var states = States(there);
        await here.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await there.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await there.InvokeAsync("SubscribeProject", deployment.ProjectId);

        await log.WriteAsync(5);
        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}");

        (await lines.TakeAsync(5)).ShouldBe(await theirs.TakeAsync(5));
        (await states.NextAsync(change => change.State == "deleting")).Id.ShouldBe(deployment.Id);
    }

    [Fact]
    public async Task A_project_is_watched_for_the_states_of_all_in_it()
    {
        await using var hub = await ada.HubAsync();
        var states = States(hub);
        await hub.InvokeAsync("SubscribeProject", deployment.ProjectId);

        var release = await ada.ReleaseAsync(deployment.Id);

        var change = await states.NextAsync(each => each.Kind == "release");
        (change.Id, change.State, change.DeploymentId).ShouldBe((release.Id, "queued", deployment.Id));
    }

    [Fact]
    public async Task What_is_foreign_or_absent_is_refused_with_the_same_words()
    {
        var eve = await api.UserAsync("Eve");
        await using var hub = await eve.HubAsync();
        async Task<string> RefusalAsync(string method, params object?[] arguments) =>
            (await Should.ThrowAsync<HubException>(() => hub.InvokeCoreAsync(method, arguments))).Message;

        (await RefusalAsync("SubscribeDeployment", deployment.Id, null)).ShouldBe(await RefusalAsync("SubscribeDeployment", Guid.NewGuid(), null));
        (await RefusalAsync("SubscribeProject", deployment.ProjectId)).ShouldBe(await RefusalAsync("SubscribeProject", Guid.NewGuid()));
        (await RefusalAsync("SubscribeDeployment", deployment.Id, "x")).ShouldContain("afterCursor");
    }

    [Fact]
    public async Task A_removed_member_hears_no_more()
    {
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer");
        await using var hub = await bob.HubAsync();
        var (lines, states) = (Lines(hub), States(hub));
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await hub.InvokeAsync("SubscribeProject", deployment.ProjectId);
        await log.WriteAsync(1);
        await lines.TakeAsync(1);

        await ada.SendAsync(HttpMethod.Delete, $"/api/projects/{deployment.ProjectId}/members/{bob.Email}");
        var own = await bob.DeploymentAsync();
        await hub.InvokeAsync("SubscribeDeployment", own.Id, null);
        await hub.InvokeAsync("SubscribeProject", own.ProjectId);
        var other = new LogWriter(api, own.Id);
        // The two are not told in one order: several times, so that a line which is only slow is no silence.
        await Eventually.BeTrueAsync(async () => await HearOwnAsync(lines, other, times: 5) == 0, "he hears of no line any more");
        (await HearOwnAsync(lines, other, times: 5)).ShouldBe(0);
        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}");
        await bob.SendAsync(HttpMethod.Delete, $"/api/deployments/{own.Id}");

        (await states.BeforeAsync(change => change.Id == own.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_member_of_one_environment_hears_only_of_it()
    {
        var bob = await api.UserAsync("Bob");
        await ada.MakeMemberAsync(deployment.ProjectId, bob, "viewer", "staging");
        var staging = await ada.DeploymentAsync(deployment.ProjectId, "s", "staging");
        await using var hub = await bob.HubAsync();
        var states = States(hub);
        await hub.InvokeAsync("SubscribeProject", deployment.ProjectId);

        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{deployment.Id}");
        await ada.SendAsync(HttpMethod.Delete, $"/api/deployments/{staging.Id}");

        (await states.NextAsync(_ => true)).Id.ShouldBe(staging.Id);
    }

    [Fact]
    public async Task Unsubscribing_ends_the_lines_and_subscribing_again_goes_on()
    {
        await using var hub = await ada.HubAsync();
        var lines = Lines(hub);
        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, null);
        await log.WriteAsync(2);
        await lines.TakeAsync(2);
        await hub.InvokeAsync("UnsubscribeDeployment", deployment.Id);
        await log.WriteAsync(2);

        await hub.InvokeAsync("SubscribeDeployment", deployment.Id, "2");

        (await lines.TakeAsync(2)).ShouldBe(Numbers(3, 4));
    }

    [Fact]
    public async Task A_connection_watches_so_many_things_and_no_more()
    {
        await using var hub = await ada.HubAsync();
        for (var number = 0; number < 50; number++)
            await hub.InvokeAsync("SubscribeDeployment", (await ada.DeploymentAsync(deployment.ProjectId, $"d{number}")).Id, null);

        (await Should.ThrowAsync<HubException>(() => hub.InvokeAsync("SubscribeDeployment", deployment.Id, null))).Message.ShouldContain("50");
    }

    /// <summary>A line that he may not hear of, and then one of his own, so often: how many of the first came.</summary>
    private async Task<int> HearOwnAsync(Inbox<LogRecord> lines, LogWriter own, int times)
    {
        var foreign = 0;
        for (var time = 0; time < times; time++)
        {
            await log.WriteAsync(1);
            await own.WriteAsync(1, shape: line => line with { Text = "own" });
            foreign += await lines.BeforeAsync(line => line.Text == "own");
        }
        return foreign;
    }

    private static string[] Numbers(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(number => $"{number}")];

    private static Inbox<LogRecord> Lines(HubConnection hub)
    {
        var inbox = new Inbox<LogRecord>();
        hub.On<LogRecord[]>("lines", batch => Array.ForEach(batch, inbox.Add));
        return inbox;
    }

    private static Inbox<StateChange> States(HubConnection hub)
    {
        var inbox = new Inbox<StateChange>();
        hub.On<StateChange>("state", inbox.Add);
        return inbox;
    }

    private sealed class Inbox<T>
    {
        private readonly BlockingCollection<T> arrived = [];

        public void Add(T item) => arrived.Add(item);

        /// <summary>Waits for one, and says how many others came before it.</summary>
        public Task<int> BeforeAsync(Func<T, bool> wanted) => Task.Run(() =>
        {
            var others = 0;
            while (!wanted(Next()))
                others++;
            return others;
        });

        public async Task<string[]> TakeAsync(int count) =>
            [.. (await Task.Run(() => Enumerable.Range(0, count).Select(_ => Next()).ToList())).Select(item => ((LogRecord)(object)item!).Cursor)];

        public Task<T> NextAsync(Func<T, bool> wanted) => Task.Run(() =>
        {
            while (true)
            {
                if (Next() is var item && wanted(item))
                    return item;
            }
        });

        private T Next() => arrived.TryTake(out var item, Patience) ? item : throw new TimeoutException("Nothing more came.");
    }
}
