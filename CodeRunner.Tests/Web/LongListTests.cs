using System.Text.Json;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Audit;
using CodeRunner.Web.Configuration;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

/// <summary>Lists of which more is loaded while they begin anew.</summary>
public sealed class LongListTests : SignedInContext
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private readonly TaskCompletionSource late = new();
    private readonly ConfigPlace place = ConfigPlace.Of(Guid.NewGuid(), EnvironmentName.Staging);

    [Fact]
    public async Task More_of_an_audit_log_that_comes_after_another_filter_is_not_added_to_it()
    {
        var project = new ProjectResponse(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, Noon, 30);
        Api.OnOther = async context =>
        {
            var query = context.Request.Query;
            if (query.ContainsKey("after"))
                await late.Task;
            await AnswerAsync(context, !context.Request.Path.Value!.EndsWith("/audit") ? project
                : query.ContainsKey("after") ? PageOf(Entry(1))
                : query.ContainsKey("action") ? new Page<AuditEntryResponse>([Entry(1)], "1") : new Page<AuditEntryResponse>([Entry(2)], "2"));
        };
        var page = Render<AuditPage>(parameters => parameters.Add(page => page.Id, project.Id));
        page.WaitForAssertion(() => page.Find("li").TextContent.ShouldContain("#2"));
        Button(page, "Load more").Click();

        await page.Find("#audit-action").ChangeAsync("member.");
        page.Find("form").Submit();
        page.WaitForAssertion(() => page.Find("li").TextContent.ShouldContain("#1"));
        late.SetResult();

        page.WaitForAssertion(() => Button(page, "Load more").HasAttribute("disabled").ShouldBeFalse());
        page.FindAll("li").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Versions_that_could_not_be_listed_are_asked_for_again_and_more_of_an_older_list_is_not_added()
    {
        var outage = true;
        Api.OnOther = async context =>
        {
            if (outage)
            {
                await Results.Problem(statusCode: 503, title: "The database does not answer.").ExecuteAsync(context);
                return;
            }
            if (context.Request.Query.ContainsKey("after"))
                await late.Task;
            await AnswerAsync(context, new Page<ConfigVersionResponse>([Version(context.Request.Query.ContainsKey("after") ? 1 : 2)], context.Request.Query.ContainsKey("after") ? null : "2"));
        };
        var list = Render<ConfigVersions>(parameters => parameters.Add(list => list.Of, place).Add(list => list.Version, 2));
        list.WaitForAssertion(() => list.Find("[role=alert].problem").TextContent.ShouldContain("The platform failed to do this."));

        outage = false;
        list.Render(parameters => parameters.Add(list => list.Version, 2));
        list.WaitForAssertion(() => list.FindAll("li").ShouldHaveSingleItem());
        Button(list, "Load more").Click();
        list.Render(parameters => parameters.Add(list => list.Version, 3));
        list.WaitForAssertion(() => Api.Seen.Count.ShouldBe(4));
        list.WaitForAssertion(() => list.FindAll(".pill").ShouldBeEmpty());
        late.SetResult();

        list.WaitForAssertion(() => Button(list, "Load more").HasAttribute("disabled").ShouldBeFalse());
        list.FindAll("li").ShouldHaveSingleItem();
    }

    [Fact]
    public void Going_back_from_a_page_that_somebody_else_has_overtaken_is_refused_and_shows_what_is_there()
    {
        var looks = 0;
        Api.OnOther = context => context.Request.Method == "POST"
            ? Results.Problem(statusCode: 412, title: "The configuration is at version 3 by now.").ExecuteAsync(context)
            : AnswerAsync(context, PageOf(Version(2), Version(1)));
        var list = Render<ConfigVersions>(parameters => parameters.Add(list => list.Of, place).Add(list => list.Version, 2).Add(list => list.MayWrite, true).Add(list => list.OnChanged, () => looks++));
        list.WaitForAssertion(() => list.FindAll("li").Count.ShouldBe(2));

        Button(list, "Restore version 1").Click();

        list.WaitForAssertion(() => looks.ShouldBe(1));
        Api.Last($"{place.Path}/rollback").Headers["If-Match"].ShouldBe("\"2\"");
        Notices.Markup.ShouldContain("The configuration is at version 3 by now.");
    }

    private static ConfigVersionResponse Version(int number) => new(number, "ada@example.org", Noon, null, 1);

    private static AuditEntryResponse Entry(int number) => new(
        Guid.NewGuid(), number, Noon, new AuditActor(null, "ada@example.org"), "member.set", "bob@example.org", null, null, AuditOutcome.Done, JsonSerializer.SerializeToElement(new { }), "ab");
}
