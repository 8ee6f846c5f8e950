using Bunit;
using CodeRunner.Web.Look;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CodeRunner.Tests.Web;

/// <summary>What a component has begun in the browser when it, or the browser, is already gone.</summary>
public sealed class LeavingTests : BunitContext
{
    [Fact]
    public async Task A_dialog_that_closed_before_it_took_the_focus_ends_no_circuit()
    {
        JSInterop.SetupVoid("Blazor._internal.domWrapper.focus", _ => true).SetException(new JSException("Unable to focus an invalid element."));
        var closed = new ElementReference("gone", new WebElementReferenceContext(JSInterop.JSRuntime));

        (await closed.FocusIfThereAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_is_stopped_and_let_go_with_its_component()
    {
        var browser = new SlowBrowser();
        var script = new ComponentScript(browser, "./x.js");
        browser.Answer("import");
        browser.Answer("start");
        (await script.StartAsync(1)).ShouldBeTrue();

        await script.DisposeAsync();

        browser.Calls.ShouldBe(["import", "start", "stop", "dispose"]);
    }

    [Fact]
    public async Task A_script_that_comes_after_its_component_went_is_never_started()
    {
        var browser = new SlowBrowser();
        var script = new ComponentScript(browser, "./x.js");
        var start = script.StartAsync();

        await script.DisposeAsync();
        browser.Answer("import");

        (await start).ShouldBeFalse();
        browser.Calls.ShouldBe(["import", "dispose"]);
    }

    [Fact]
    public async Task A_script_that_starts_while_its_component_goes_is_stopped()
    {
        var browser = new SlowBrowser();
        var script = new ComponentScript(browser, "./x.js");
        browser.Answer("import");
        var start = script.StartAsync();

        await script.DisposeAsync();
        browser.Answer("start");

        (await start).ShouldBeFalse();
        browser.Calls.ShouldContain("stop");
    }

    [Fact]
    public async Task A_browser_that_left_first_is_no_error()
    {
        var browser = new SlowBrowser();
        var script = new ComponentScript(browser, "./x.js");
        browser.Answer("import");
        browser.Answer("start");
        await script.StartAsync();
        browser.Left = true;

        await script.DisposeAsync();

        (await new ComponentScript(browser, "./x.js").StartAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_whose_request_fails_is_asked_for_again()
    {
        var browser = new SlowBrowser { Failing = 2 };
        var script = new ComponentScript(browser, "./x.js");
        browser.Answer("import");
        browser.Answer("start");

        (await script.StartAsync()).ShouldBeTrue();

        browser.Calls.ShouldBe(["import", "import", "import", "start"]);
    }

    [Fact]
    public async Task A_browser_that_does_not_answer_is_an_error_that_is_seen()
    {
        var browser = new SlowBrowser();
        var script = new ComponentScript(browser, "./x.js");
        browser.Answer("import");
        browser.Cancel("start");

        await Should.ThrowAsync<TimeoutException>(() => script.StartAsync());
    }

    /// <summary>A browser that answers a call when the test says so.</summary>
    private sealed class SlowBrowser : IJSRuntime, IJSObjectReference
    {
        private readonly Dictionary<string, TaskCompletionSource> answers = [];

        public List<string> Calls { get; } = [];

        public bool Left { get; set; }

        /// <summary>How many imports fail first.</summary>
        public int Failing { get; set; }

        public void Cancel(string method) => AnswerOf(method).SetCanceled();

        public void Answer(string method) => AnswerOf(method).SetResult();

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            if (Left)
                throw new JSDisconnectedException("The circuit has disconnected.");
            Calls.Add(identifier);
            if (identifier == "import" && Failing-- > 0)
                throw new JSException("Failed to fetch dynamically imported module");
            if (identifier != "stop")
                await AnswerOf(identifier).Task;
            return this is TValue reference ? reference : default!;
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync()
        {
            Calls.Add("dispose");
            return ValueTask.CompletedTask;
        }

        private TaskCompletionSource AnswerOf(string method) => answers.TryGetValue(method, out var answer) ? answer : answers[method] = new TaskCompletionSource();
    }
}
