using Bunit;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Web.Nodes;

namespace CodeRunner.Tests.Web;

public sealed class MachinesCardTests : SignedInContext
{
    private static readonly MachineFacts Facts = new("m1", "10.0.0.11", MachineAvailability.Active, MachineState.Ready, "28.5.1", 8, 32_000, 3);

    [Theory]
    [InlineData("bubblewrap", 1, "One machine, served by its Workers")]
    [InlineData("container", 2, "2 machines, each served by its own Workers")]
    [InlineData("swarm", 1, "The swarm was not asked yet")]
    public void Where_there_are_no_machines_of_a_swarm_it_says_what_there_is(string provider, int nodes, string title)
    {
        var card = Render<MachinesCard>(parameters => parameters.Add(card => card.Nodes, [.. Enumerable.Range(1, nodes).Select(number => Node($"node-{number}", provider))]));

        card.Find(".empty-title").TextContent.ShouldBe(title);
        card.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void What_can_be_done_to_a_machine_follows_from_what_it_is_meant_for()
    {
        var now = DateTimeOffset.UtcNow;
        var card = Render<MachinesCard>(parameters => parameters.Add(card => card.Nodes, [Node("node", "swarm")]).Add(card => card.Of,
        [
            new MachineResponse("1", Facts, now, now),
            new MachineResponse("2", Facts with { Name = "m2" }, now, now) { Wanted = MachineAvailability.Drain },
            new MachineResponse("3", Facts with { Name = "m3", Availability = MachineAvailability.Pause }, now, now) { Refused = "No." },
        ]));

        card.FindAll("button").Select(button => button.GetAttribute("aria-label")).ShouldBe(["Drain m1", "Activate m2", "Activate m3", "Drain m3"]);
        card.Markup.ShouldContain("No.");
    }

    [Fact]
    public async Task The_last_machine_that_takes_apps_is_drained_by_force_after_that_was_said()
    {
        var (now, changes, asked) = (DateTimeOffset.UtcNow, 0, "");
        Api.OnOther = context =>
        {
            asked = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            return AnswerAsync(context, new MachineResponse("1", Facts, now, now) { Wanted = MachineAvailability.Drain });
        };
        var card = Render<MachinesCard>(parameters => parameters
            .Add(card => card.Nodes, [Node("node", "swarm")]).Add(card => card.Of, [new MachineResponse("1", Facts, now, now)]).Add(card => card.Changed, () => changes++));

        _ = Button(card, "Drain m1").ClickAsync(new());
        Dialogs.WaitForAssertion(() => Dialogs.Markup.ShouldContain("No other machine takes apps"));
        await Button(Dialogs, "Drain it").ClickAsync(new());

        card.WaitForAssertion(() => changes.ShouldBe(1));
        asked.ShouldBe("POST /api/system/machines/1/drain?force=true");
    }

    private static NodeResponse Node(string id, string provider) => new(id, provider, [], [], DateTimeOffset.UtcNow, true, 0, 0, []);
}
