using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Web.Look;
using CodeRunner.Web.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Web;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests()
    {
        DefaultWaitTimeout = TimeSpan.FromMinutes(2);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Theory]
    [InlineData(DeploymentState.Running, "running", "ok")]
    [InlineData(DeploymentState.Failing, "failing", "bad")]
    [InlineData(DeploymentState.Sleeping, "asleep", "self")]
    public void A_state_is_a_word_and_only_then_a_colour(DeploymentState state, string word, string tone)
    {
        var pill = Render<StatePill>(parameters => parameters.Add(pill => pill.Deployment, state)).Find(".pill");

        pill.TextContent.ShouldBe(word);
        pill.ClassList.ShouldContain(tone);
    }

    [Fact]
    public void A_node_says_what_it_cannot_enforce_and_what_it_can()
    {
        var node = new NodeResponse("machine", "bubblewrap", ["memory", "CPU"], ["The disk limit is not enforced by the kernel: no loop devices."], default, Alive: true, 3, 1, []);
        var card = Render<NodeCard>(parameters => parameters.Add(card => card.Of, node));

        card.Find("[aria-label='What this node cannot enforce'] li").TextContent.ShouldBe(node.Missing[0]);
        card.Find(".node-facts").TextContent.ShouldContain("memory · CPU");
        card.Find(".node-facts").TextContent.ShouldContain("1 of them without a Worker now");
    }

    [Fact]
    public void A_reason_from_an_app_is_text_and_nothing_else()
    {
        var banner = Render<ReasonBanner>(parameters => parameters.Add(banner => banner.Reason, new Reason("crash", "<img src=x onerror=alert(1)>")));

        banner.FindAll("img").ShouldBeEmpty();
        banner.Find(".what").TextContent.ShouldContain("<img src=x");
    }

    [Fact]
    public async Task A_button_works_once_however_often_it_is_pressed()
    {
        var runs = 0;
        var done = new TaskCompletionSource();
        var button = Render<ActionButton>(parameters => parameters.Add(button => button.OnClick, () =>
        {
            runs++;
            return done.Task;
        }));

        var first = button.Find("button").ClickAsync(new());
        button.Find("button").HasAttribute("disabled").ShouldBeTrue();
        button.Find("button").GetAttribute("aria-busy").ShouldBe("true");
        _ = button.Find("button").ClickAsync(new());
        done.SetResult();
        await first;

        runs.ShouldBe(1);
        button.WaitForAssertion(() => button.Find("button").HasAttribute("disabled").ShouldBeFalse());
    }

    [Fact]
    public void A_button_is_disabled_until_the_page_can_hear_it()
    {
        Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));

        Render<ActionButton>().Find("button").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public void A_field_names_its_input_and_its_error()
    {
        var field = Render<Field>(parameters => parameters.Add(field => field.Label, "Name").Add(field => field.For, "name").Add(field => field.Error, "Taken."));

        field.Find("label").GetAttribute("for").ShouldBe("name");
        field.Find("#name-error").TextContent.ShouldBe("Taken.");
    }
}
