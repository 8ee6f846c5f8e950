using System.Text.RegularExpressions;
using Bunit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Web.Metrics;
using CodeRunner.Web.Scaling;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.Web;

/// <summary>Looking closer in charts, and back: in a browser, over a server that answers whatever time is asked for.</summary>
public sealed partial class ChartZoomTests : BunitContext, IAsyncLifetime
{
    private readonly DeploymentResponse deployment = DraftTests.Deployment();
    private ScriptPage script = null!;

    private IPage Page => script.Page;

    private ILocator Memory => Page.Locator("[data-chart=memory]");

    private ILocator Status => Page.Locator("[data-part=status]");

    public Task InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        return Task.CompletedTask;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await script.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task A_time_drawn_over_on_one_chart_is_asked_for_shown_on_all_in_the_address_and_does_not_move_on()
    {
        await OpenAsync("?range=1h");

        await DrawOverAsync(Memory, 0.25, 0.75);

        await Expect(Status).ToHaveTextAsync("paused");
        var (from, to) = await SelectedAsync();
        (to - from).ShouldBeInRange(1_200, 2_400, "half an hour, and what a mouse misses");
        script.Asked.Last().ShouldContain($"from={from}&to={to}");
        script.Asked.Last().ShouldNotContain("step=", Case.Sensitive, "as fine as may be");
        foreach (var (left, right) in await ScalesAsync())
            (left, right).ShouldBe((from, to));
        await Expect(Page.Locator("[data-part=span]")).ToContainTextAsync("–");

        var asked = script.Asked.Count;
        await script.TellAsync(deployment.Id, DateTimeOffset.UtcNow, new { memory = 1L << 30 });
        await Page.EvaluateAsync("time => view.add({ time, values: { memory: 1 } })", DateTimeOffset.UtcNow.ToString("O"));
        (await Page.EvaluateAsync<bool>("() => [...view.points.values()].some((values) => values.memory === 1)")).ShouldBeFalse();
        script.Asked.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Each_closer_look_is_taken_back_alone_and_all_of_them_at_once()
    {
        await OpenAsync("?range=6h");
        List<string> addresses = [Page.Url];
        for (var look = 0; look < 3; look++)
        {
            await DrawOverAsync(Memory, 0.2, 0.8);
            await Expect(Page).Not.ToHaveURLAsync(addresses[^1]);
            addresses.Add(Page.Url);
        }

        await Memory.Locator(".u-over").DblClickAsync();
        await Expect(Page).ToHaveURLAsync(addresses[2]);
        await Button("Undo zoom").ClickAsync();
        await Expect(Page).ToHaveURLAsync(addresses[1]);
        await Expect(Button("Undo zoom")).ToBeHiddenAsync();
        await Page.GoForwardAsync();
        await Expect(Button("Undo zoom")).ToBeVisibleAsync();
        (await SelectedAsync()).ShouldBe(Of(addresses[2]));

        await Button("Reset zoom").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page).ToHaveURLAsync(addresses[0]);
        await Expect(Button("6h")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Button("6h")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_closer_look_survives_a_reload_and_the_browsers_back_leaves_it()
    {
        await OpenAsync("?range=24h");
        await DrawOverAsync(Memory, 0.3, 0.6);
        await Expect(Status).ToHaveTextAsync("paused");
        var selected = await SelectedAsync();

        await Page.ReloadAsync();
        await BeginAsync();

        await Expect(Status).ToHaveTextAsync("paused");
        (await SelectedAsync()).ShouldBe(selected);
        (await ScalesAsync()).Distinct().ShouldBe([selected]);
        await Page.EvaluateAsync("() => history.back()");
        await Expect(Button("24h")).ToHaveAttributeAsync("aria-pressed", "true");
        Page.Url.ShouldEndWith("?range=24h");
    }

    [Fact]
    public async Task Live_leads_from_a_closer_look_to_what_happens_now()
    {
        await OpenAsync("?from=1700000000&to=1700000600");
        await Expect(Status).ToHaveTextAsync("paused");

        await Button("Live").ClickAsync();

        await Expect(Status).ToHaveTextAsync("live");
        await Expect(Button("Live")).ToBeHiddenAsync();
        Page.Url.ShouldEndWith("?range=15m");
    }

    [Fact]
    public async Task Plus_and_minus_look_closer_and_further_around_the_cursor_and_Escape_leaves_from_anywhere()
    {
        await OpenAsync("?range=1h");
        await Memory.Locator("[data-part=plot]").FocusAsync();
        await Page.Keyboard.PressAsync("PageUp");
        var cursor = await Page.EvaluateAsync<double>("() => view.charts[1].chart.keys.time");

        await Page.Keyboard.PressAsync("+");
        await Expect(Status).ToHaveTextAsync("paused");
        var near = await SelectedAsync();
        (near.To - near.From).ShouldBeInRange(1_790, 1_810);
        cursor.ShouldBeInRange(near.From, near.To);
        await Page.Keyboard.PressAsync("-");
        await Expect(Button("Undo zoom")).ToBeVisibleAsync();
        var far = await SelectedAsync();
        (far.To - far.From).ShouldBeGreaterThan(3_000);

        await Button("Undo zoom").FocusAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Button("Undo zoom")).ToBeHiddenAsync();
        (await SelectedAsync()).ShouldBe(near);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Button("1h")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task The_cursor_is_at_the_same_time_on_all_charts()
    {
        await OpenAsync("?range=1h");

        await Memory.Locator(".u-over").HoverAsync();

        await Page.WaitForFunctionAsync("() => view.charts[1].chart.plot.cursor.idx > 0");
        var places = await Page.EvaluateAsync<int[]>("() => view.charts.map(({ chart }) => chart.plot.cursor.idx)");
        places.Length.ShouldBe(9);
        places.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Releases_changes_of_the_number_of_instances_and_starts_are_on_every_chart_and_told_in_words()
    {
        var now = DateTimeOffset.UtcNow;
        script = await ScriptPage.OpenAsync(Render<MetricsView>(parameters => parameters.Add(view => view.Deployment, deployment)).Markup);
        script.Releases = [new { number = 7, createdAt = now.AddMinutes(-40) }];
        script.Decisions = [new { time = now.AddMinutes(-20), from = 1, to = 3, reason = "CPU was at 91 %." }];
        script.Instances = [new { id = Guid.NewGuid(), startedAt = now.AddMinutes(-19), release = 7 }, new { id = Guid.NewGuid(), startedAt = (DateTimeOffset?)null, release = 7 }];
        script.OnMetrics = AnswerAsync;
        await script.GoAsync("?range=1h");
        await BeginAsync();

        var told = Page.Locator("[data-part=happenings] li");
        await Expect(told).ToHaveTextAsync([StartedWords(), new Regex("Scaled from 1 to 3. CPU was at 91 %.$"), new Regex("Release 7$")]);
        (await Page.EvaluateAsync<int>(MarkedCharts, now.AddMinutes(-40).ToUnixTimeMilliseconds() / 1000.0)).ShouldBe(9);

        await told.Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Status).ToHaveTextAsync("paused");
        var (from, to) = await SelectedAsync();
        now.AddMinutes(-20).ToUnixTimeSeconds().ShouldBeInRange(from, to);
        await Expect(told).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_charts_of_scaling_look_closer_together_too()
    {
        script = await ScriptPage.OpenAsync(Render<ScalingChart>(parameters => parameters.Add(chart => chart.Deployment, deployment)).Markup);
        script.OnMetrics = AnswerAsync;
        await script.GoAsync();
        await Page.EvaluateAsync(
            "async (id) => { const { start } = await import('/Scaling/ScalingChart.razor.js'); window.view = start(document.querySelector('.scaling'), id); }", deployment.Id.ToString());
        await Page.WaitForFunctionAsync("() => view.times.length > 0");

        await DrawOverAsync(Page.Locator("[data-chart=requests]"), 0.25, 0.75);

        await Expect(Page).ToHaveURLAsync(Selection());
        (await ScalesAsync()).ShouldBe([Of(Page.Url), Of(Page.Url)]);
        await Button("Reset zoom").ClickAsync();
        await Expect(Button("1h")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>How many charts have a violet line at that time.</summary>
    private const string MarkedCharts = """
        (time) => view.charts.filter(({ chart: { plot } }) => {
          const { ctx, bbox } = plot;
          const { data } = ctx.getImageData(Math.round(plot.valToPos(time, "x", true)) - 1, Math.round(bbox.top + bbox.height * 0.4), 2, 1);
          return [0, 4].some((at) => data[at + 3] > 60 && data[at + 2] > 200 && data[at + 1] < 170);
        }).length
        """;

    private async Task OpenAsync(string query)
    {
        script = await ScriptPage.OpenAsync(Render<MetricsView>(parameters => parameters.Add(view => view.Deployment, deployment)).Markup);
        script.OnMetrics = AnswerAsync;
        await script.GoAsync(query);
        await BeginAsync();
    }

    private async Task BeginAsync()
    {
        await Page.EvaluateAsync(
            """
            async ([id, limits]) => {
              const { start } = await import("/Metrics/MetricsView.razor.js");
              window.view = start(document.querySelector(".metrics"), id, limits, []);
            }
            """,
            new object[] { deployment.Id.ToString(), new { cpus = 1, memoryMb = 512, pids = 64, diskMb = 64 } });
        await Page.WaitForFunctionAsync("() => view.step !== null && view.charts.every(({ data }) => data)");
    }

    private async Task DrawOverAsync(ILocator chart, double from, double to)
    {
        await Page.WaitForFunctionAsync("() => view.step !== null");
        await chart.ScrollIntoViewIfNeededAsync();
        var box = (await chart.Locator(".u-over").BoundingBoxAsync()).ShouldNotBeNull();
        var top = box.Y + (box.Height / 2);
        await Page.Mouse.MoveAsync((float)(box.X + (box.Width * from)), top);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync((float)(box.X + (box.Width * to)), top, new MouseMoveOptions { Steps = 4 });
        await Page.Mouse.UpAsync();
    }

    private ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>From when to when each chart shows.</summary>
    private async Task<IReadOnlyList<(long From, long To)>> ScalesAsync() =>
        [.. (await Page.EvaluateAsync<double[][]>("() => view.charts.map(({ chart }) => [chart.plot.scales.x.min, chart.plot.scales.x.max])")).Select(scale => ((long)scale[0], (long)scale[1]))];

    private async Task<(long From, long To)> SelectedAsync()
    {
        await Expect(Page).ToHaveURLAsync(Selection());
        return Of(Page.Url);
    }

    private static (long From, long To) Of(string address)
    {
        var parts = Selection().Match(address).Groups;
        return (long.Parse(parts[1].Value), long.Parse(parts[2].Value));
    }

    /// <summary>128 MB, and a request now and then, whenever it is.</summary>
    private static Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (from, to) = (long.Parse(query["from"]!), long.Parse(query["to"]!));
        var step = query.TryGetValue("step", out var wanted) ? int.Parse(wanted!) : 10;
        object Series(string name, double value) => new { name, unit = "", points = Enumerable.Range(0, (int)((to - from) / step)).Select(index => new[] { from + (index * step), value }) };
        return context.Response.WriteAsJsonAsync(new { step, series = new[] { Series("memory", 128 << 20), Series("requests", 0.1), Series("instances", 1) } });
    }

    [GeneratedRegex(@"\?from=(\d+)&to=(\d+)$")]
    private static partial Regex Selection();

    [GeneratedRegex("Instance [0-9a-f]{6} of release 7 started$")]
    private static partial Regex StartedWords();
}
