using System.Text.RegularExpressions;
using Bunit;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Tests.Support;
using CodeRunner.Web.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CodeRunner.Tests.Web;

/// <summary>The charts of a deployment's metrics, in a browser, over a server that fails, is slow and tells.</summary>
public sealed partial class MetricsScriptTests : BunitContext, IAsyncLifetime
{
    private static readonly LocatorAssertionsToHaveTextOptions SoonText = new() { Timeout = 120_000 };
    private static readonly LocatorAssertionsToContainTextOptions SoonContains = new() { Timeout = 120_000 };
    private readonly DeploymentResponse deployment = DraftTests.Deployment();
    private ScriptPage script = null!;

    private IPage Page => script.Page;

    private ILocator Memory => Page.Locator("[data-chart=memory]");

    private ILocator Fault => Page.Locator("[data-part=fault]");

    public async Task InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        script = await ScriptPage.OpenAsync(Render<MetricsView>(parameters => parameters.Add(view => view.Deployment, deployment)).Markup);
        script.OnMetrics = AnswerAsync;
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await script.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task A_question_that_fails_is_asked_again_alone_and_ever_later()
    {
        await script.GoAsync();

        var waits = await Page.EvaluateAsync<double[]>(
            """
            async () => {
              const { Loader } = await import("/js/loader.js");
              let under = 0;
              let most = 0;
              const waits = [];
              const real = window.setTimeout;
              await new Promise((done) => {
                window.setTimeout = (next) => (queueMicrotask(next), 0);
                const ask = async () => { most = Math.max(most, ++under); await null; under--; throw new Error("down"); };
                const failed = (_, wait) => { waits.push(wait); if (waits.length === 9) { window.setTimeout = () => 0; done(); } };
                new Loader({ ask, failed, took: () => {}, next: () => null }).begin();
              });
              window.setTimeout = real;
              return [most, ...waits];
            }
            """);

        waits[0].ShouldBe(1, "one question at a time");
        waits[1].ShouldBeInRange(2_000, 4_000);
        waits[3].ShouldBeGreaterThan(waits[1]);
        waits[^1].ShouldBeInRange(45_000, 75_000);
    }

    [Theory]
    [InlineData(400, "It must be before `to`.")]
    [InlineData(403, "You may not do this.")]
    [InlineData(404, "There is no such deployment.")]
    public async Task A_refusal_is_said_in_words_and_not_asked_again(int status, string words)
    {
        script.OnMetrics = context => Results.Problem(statusCode: status, title: words).ExecuteAsync(context);
        await Page.Clock.InstallAsync();

        await StartAsync();

        await Expect(Fault).ToContainTextAsync(words, SoonContains);
        await Page.Clock.FastForwardAsync(600_000);
        await Page.EvaluateAsync("() => fetch('/api/deployments/x/releases')");
        script.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_for_and_then_it_is_drawn()
    {
        script.OnMetrics = context =>
        {
            if (script.Asked.Count > 1)
                return AnswerAsync(context);
            context.Response.Headers.RetryAfter = "20";
            return Results.Problem(statusCode: 429, title: "Too many requests.").ExecuteAsync(context);
        };
        await Page.Clock.InstallAsync();
        await StartAsync();
        await Expect(Fault).ToContainTextAsync("Too many requests.", SoonContains);

        await Page.Clock.FastForwardAsync(21_000);

        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        await Expect(Fault).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_first_load_that_takes_long_is_drawn_as_a_whole_whatever_came_meanwhile()
    {
        var slow = new TaskCompletionSource();
        script.OnMetrics = async context =>
        {
            await slow.Task;
            await AnswerAsync(context);
        };
        await Page.Clock.InstallAsync();
        await StartAsync();
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("loading", SoonText);

        await Page.Clock.FastForwardAsync(35_000);
        await Page.EvaluateAsync("() => fetch('/api/deployments/x/releases')");
        script.Asked.Count.ShouldBe(1, "a part is no use before the whole");
        slow.SetResult();

        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        (await Page.EvaluateAsync<int>("() => view.charts[0].data[0].length")).ShouldBeGreaterThan(800);
    }

    [Fact]
    public async Task A_page_that_comes_to_a_connection_that_is_live_already_shows_its_charts()
    {
        await StartAsync();
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("live", SoonText);

        await Page.EvaluateAsync("() => { view.stop(); return begin(); }");

        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("live", SoonText);
        (await Page.EvaluateAsync<int>("() => view.points.size")).ShouldBeGreaterThan(800);
    }

    [Fact]
    public async Task The_values_under_a_resting_cursor_stay_while_seconds_come()
    {
        script.OnMetrics = context => script.Asked.Count == 1 ? AnswerAsync(context) : Task.Delay(Timeout.Infinite, context.RequestAborted);
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        await Memory.Locator(".u-over").HoverAsync();
        await Expect(Page.Locator("[data-part=at]")).ToContainTextAsync("UTC", SoonContains);

        await TellAsync(900);

        (await Page.Locator("[data-part=at]").TextContentAsync()).ShouldNotBeNull().ShouldContain("UTC");
        (await Memory.Locator("[data-part=values]").TextContentAsync()).ShouldNotBeNull().ShouldContain("used 128 MB");
        await Page.Mouse.MoveAsync(5, 5);
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("used 900 MB", SoonContains);
    }

    [Fact]
    public async Task A_hidden_page_keeps_no_more_than_it_would_show()
    {
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);

        var kept = await Page.EvaluateAsync<int>(
            """
            () => {
              Object.defineProperty(document, "hidden", { value: true });
              const start = Date.now();
              for (let second = 0; second < 4000; second++) {
                Date.now = () => start + second * 1000;
                view.add({ time: new Date(start + second * 1000).toISOString(), values: { memory: 1 } });
              }
              return view.points.size;
            }
            """);

        kept.ShouldBeLessThan(910);
    }

    [Fact]
    public async Task What_is_read_aloud_is_written_only_when_it_differs()
    {
        await StartAsync();
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("live", SoonText);

        var writes = await Page.EvaluateAsync<int>(
            """
            () => {
              const seen = new MutationObserver(() => {});
              seen.observe(view.part("status"), { childList: true, characterData: true, subtree: true });
              for (let time = 0; time < 5; time++) view.showStatus("live");
              return seen.takeRecords().length;
            }
            """);

        writes.ShouldBe(0);
    }

    [Fact]
    public async Task A_chart_is_read_and_looked_at_closer_by_keys_and_left_again()
    {
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true }).ClickAsync();
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("updates by itself", SoonText);
        var said = Page.Locator("[data-part=said]");
        await Memory.Locator("[data-part=plot]").FocusAsync();

        await Page.Keyboard.PressAsync("PageUp");
        await Expect(said).ToContainTextAsync("used 128 MB", SoonContains);
        var place = await Page.Locator("[data-part=at]").TextContentAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        (await Page.Locator("[data-part=at]").TextContentAsync()).ShouldNotBe(place);
        for (var press = 0; press < 3; press++)
            await Page.Keyboard.PressAsync("Shift+PageUp");
        await Expect(said).ToContainTextAsync("Selected from", SoonContains);
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("paused", SoonText);
        Selection().IsMatch(Page.Url).ShouldBeTrue(Page.Url);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_closer_look_at_the_last_point_has_all_of_its_time_and_what_is_stored_a_moment_later()
    {
        await Page.Clock.InstallAsync();
        await StartAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "1h", Exact = true }).ClickAsync();
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("updates by itself", SoonText);
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        await Memory.Locator("[data-part=plot]").FocusAsync();
        await Page.Keyboard.PressAsync("End");
        var (last, now) = (await Page.EvaluateAsync<long>("view.points.size && Math.max(...view.points.keys())"), await Page.EvaluateAsync<long>("Math.floor(Date.now() / 1000)"));

        await Page.Keyboard.PressAsync("+");

        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("paused", SoonText);
        (await Page.EvaluateAsync<long>("view.time.span[1]")).ShouldBeGreaterThanOrEqualTo(Math.Min(last + 10, now));
        await Page.WaitForFunctionAsync("view.step !== null");
        var asked = script.Asked.ToArray();
        await Page.Clock.FastForwardAsync(13_500);
        await Eventually.BeTrueAsync(() => Task.FromResult(script.Asked.Count > asked.Length), "it is asked again");
        script.Asked.Last().ShouldBe(asked[^1]);
    }

    [Fact]
    public async Task A_finger_that_is_drawn_across_a_chart_selects()
    {
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);

        await DrawFingerAsync(across: 20, down: 0);

        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("paused", SoonText);
    }

    [Fact]
    public async Task A_finger_that_is_drawn_up_a_chart_scrolls_the_page()
    {
        await Page.SetViewportSizeAsync(360, 640);
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);
        await Memory.ScrollIntoViewIfNeededAsync();
        var before = await Page.EvaluateAsync<double>("scrollY");

        await DrawFingerAsync(across: 0, down: -20);

        await Page.WaitForFunctionAsync("before => scrollY > before", before);
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("live", SoonText);
    }

    [Fact]
    public async Task Axes_count_bytes_in_binary_steps_and_hours_to_24()
    {
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("128 MB", SoonContains);

        var axes = await Page.EvaluateAsync<string[][]>("() => { const { axes } = view.charts[1].chart.plot; return [axes[0]._values, axes[1]._values]; }");

        axes[0].ShouldNotBeEmpty();
        axes[0].ShouldAllBe(text => TimeOfDay().IsMatch(text));
        axes[1].ShouldContain("512 MB");
        axes[1].ShouldAllBe(text => text == "0 B" || text == "128 MB" || text == "256 MB" || text == "384 MB" || text == "512 MB");
    }

    [Fact]
    public async Task Instances_and_limits_that_change_are_taken_over_into_the_open_page()
    {
        await StartAsync();
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("limit 512 MB", SoonContains);

        await Page.EvaluateAsync("() => view.update({ cpus: 1, memoryMb: 256, pids: 64, diskMb: 64 }, ['00000000-0000-0000-0000-000000abcdef'])");
        await Expect(Memory.Locator("[data-part=values]")).ToContainTextAsync("limit 256 MB", SoonContains);
        await Expect(Page.Locator("[data-part=instance] option")).ToHaveTextAsync(["All instances", "abcdef"]);
        await Page.EvaluateAsync("() => view.update({ cpus: 1, memoryMb: 256, pids: 64, diskMb: 64 }, ['00000000-0000-0000-0000-000000123456'])");
        await Expect(Page.Locator("[data-part=instance] option")).ToHaveTextAsync(["All instances", "abcdef (ended)", "123456"]);
    }

    /// <summary>128 MB and a tenth of a core all the time.</summary>
    private static Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (from, to) = (long.Parse(query["from"]!), long.Parse(query["to"]!));
        var step = query.TryGetValue("step", out var wanted) ? int.Parse(wanted!) : 10;
        from -= from % step;
        object Series(string name, double value) => new { name, unit = "", points = Enumerable.Range(0, (int)((to - from) / step)).Select(index => new[] { from + (index * step), value }) };
        return context.Response.WriteAsJsonAsync(new { step, series = new[] { Series("memory", 128 << 20), Series("cpu", 0.1), Series("instances", 1) } });
    }

    /// <summary>Over the chart of memory, in five steps of so many pixels.</summary>
    private async Task DrawFingerAsync(float across, float down)
    {
        var box = (await Memory.Locator(".u-over").BoundingBoxAsync()).ShouldNotBeNull();
        var (left, top) = (box.X + 40, box.Y + (box.Height / 2));
        var touch = await script.Window.NewCDPSessionAsync(Page);
        await touch.SendAsync("Emulation.setTouchEmulationEnabled", new Dictionary<string, object> { ["enabled"] = true });

        await SendAsync("touchStart", 0);
        for (var step = 1; step <= 5; step++)
            await SendAsync("touchMove", step);
        await SendAsync("touchEnd", null);

        Task SendAsync(string type, int? step) => touch.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = type,
            ["touchPoints"] = step is { } at ? new object[] { new Dictionary<string, object> { ["x"] = left + (at * across), ["y"] = top + (at * down) } } : [],
        });
    }

    private async Task StartAsync()
    {
        await script.GoAsync();
        await Page.EvaluateAsync(
            """
            async ([id, limits]) => {
              window.begin = async () => {
                const { start } = await import("/Metrics/MetricsView.razor.js");
                window.view = start(document.querySelector(".metrics"), id, limits, []);
              };
              await begin();
            }
            """,
            new object[] { deployment.Id.ToString(), new { cpus = 1, memoryMb = 512, pids = 64, diskMb = 64 } });
    }

    /// <summary>A second's sample, until it is shown.</summary>
    private async Task TellAsync(int megabytes)
    {
        await Expect(Page.Locator("[data-part=status]")).ToHaveTextAsync("live", SoonText);
        var time = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await script.TellAsync(deployment.Id, time, new { memory = (long)megabytes << 20, cpu = 0.1, instances = 1 });
        await Page.WaitForFunctionAsync("bytes => [...view.points.values()].some((values) => values.memory === bytes)", (long)megabytes << 20);
    }

    [GeneratedRegex(@"\?from=\d+&to=\d+$")]
    private static partial Regex Selection();

    [GeneratedRegex(@"^\d\d:\d\d(:\d\d)?(\n.+)?$")]
    private static partial Regex TimeOfDay();
}
