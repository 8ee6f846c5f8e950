using CodeRunner.Web.Palette;

namespace CodeRunner.Tests.Web;

public sealed class PaletteMatchTests
{
    private static readonly PaletteGroup[] Groups =
    [
        new("web-shop", [PaletteCommand.To("Logs", "/logs"), PaletteCommand.To("Releases", "/releases"), PaletteCommand.Do("Restart", () => Task.CompletedTask), PaletteCommand.Do("Scale…", () => Task.CompletedTask, "instances count")]),
        new("Go to", [PaletteCommand.To("New deployment", "/new", "deploy create app"), PaletteCommand.To("checkout-service", "/deployments/1", hint: "Shop · production · running")]),
    ];

    [Theory]
    [InlineData("", "Logs Releases Restart Scale… New deployment checkout-service")]
    [InlineData("re", "Releases Restart New deployment")]
    [InlineData("START", "Restart")]
    [InlineData("count", "Scale…")]
    [InlineData("serv", "checkout-service")]
    [InlineData("production check", "checkout-service")]
    [InlineData("nd", "New deployment")]
    [InlineData("new app", "New deployment")]
    [InlineData("nothing", "")]
    public void What_is_typed_finds_words_their_beginnings_and_first_letters(string typed, string found) =>
        string.Join(' ', PaletteMatch.Of(Groups, typed).SelectMany(group => group.Commands).Select(command => command.Title)).ShouldBe(found);

    [Fact]
    public void The_beginning_of_a_name_comes_before_what_only_has_it_in_it()
    {
        PaletteGroup group = new("Go to", [PaletteCommand.To("Your projects", "/a"), PaletteCommand.To("Alerts of projects", "/b"), PaletteCommand.To("Projects", "/c")]);

        PaletteMatch.Of([group], "proj").Single().Commands[0].Title.ShouldBe("Projects");
        PaletteMatch.Of([group], "x").ShouldBeEmpty("a group without a command is not shown");
    }

    [Fact]
    public void Pages_offer_while_they_are_shown_the_newest_first()
    {
        var (offers, page, part) = (new PaletteOffers(), new object(), new object());
        offers.Offer(page, new PaletteGroup("page", []));
        offers.Offer(part, new PaletteGroup("part", []));
        offers.All.Select(group => group.Title).ShouldBe(["part", "page"]);

        offers.Offer(page, new PaletteGroup("page again", []));
        offers.Withdraw(part);
        offers.All.Select(group => group.Title).ShouldBe(["page again"]);
    }
}
