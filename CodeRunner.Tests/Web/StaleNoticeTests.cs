using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Configuration;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

public sealed class StaleNoticeTests : SignedInContext
{
    private readonly ConfigPlace place = ConfigPlace.Of(Guid.NewGuid(), EnvironmentName.Staging);
    private DeploymentResponse shop = DraftTests.Deployment() with { Name = "Shop", Environment = EnvironmentName.Staging, Configuration = new RunningConfiguration(1, 2, Stale: true) };

    [Fact]
    public async Task What_is_stale_stays_said_in_an_outage_and_is_restarted_by_who_may_only()
    {
        Api.OnOther = context => AnswerAsync(context, PageOf(shop));
        var notice = Open(mayApply: false);
        notice.FindAll("button").ShouldBeEmpty();

        Api.OnOther = context => Results.StatusCode(500).ExecuteAsync(context);
        await notice.InvokeAsync(notice.Instance.LoadAsync);
        notice.Markup.ShouldContain("Shop runs with an older configuration.");

        shop = shop with { Configuration = new RunningConfiguration(1, 2, Stale: false, Coming: 7) };
        Api.OnOther = context => AnswerAsync(context, PageOf(shop));
        await notice.InvokeAsync(notice.Instance.LoadAsync);
        notice.Render(parameters => parameters.Add(notice => notice.MayApply, true));
        notice.Markup.ShouldContain("Shop restarts with the configuration of now.");
        notice.Markup.ShouldContain("Release 7 is on its way.");
        notice.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void What_could_not_be_restarted_stays_said()
    {
        Api.OnOther = context => context.Request.Method == "POST"
            ? AnswerAsync(context, new ConfigApplied([], ["Shop: its newest release was never built."]))
            : AnswerAsync(context, PageOf(shop));
        var notice = Open(mayApply: true);

        Button(notice, "Restart with this one").Click();

        notice.WaitForAssertion(() => notice.Find("[role=alert].problem").TextContent.ShouldBe("Shop: its newest release was never built."));
        Notices.FindAll(".mud-alert, .mud-snackbar").ShouldBeEmpty();
    }

    [Fact]
    public void A_deployment_that_is_not_among_the_newest_is_found_too()
    {
        Api.OnOther = context => AnswerAsync(context, context.Request.Query.ContainsKey("after")
            ? PageOf(shop)
            : new Page<DeploymentResponse>([shop with { Id = Guid.NewGuid(), Name = "Newer", Configuration = null }], "more"));

        Open(mayApply: true);
    }

    [Fact]
    public async Task A_deployments_own_page_knows_it_already()
    {
        var looks = 0;
        var notice = Render<StaleNotice>(parameters => parameters
            .Add(notice => notice.Of, ConfigPlace.Of(shop)).Add(notice => notice.Deployment, shop).Add(notice => notice.OnLook, () => looks++));
        notice.Markup.ShouldContain("Shop runs with an older configuration.");

        await notice.InvokeAsync(notice.Instance.LoadAsync);
        notice.Render(parameters => parameters.Add(notice => notice.Deployment, shop with { Configuration = new RunningConfiguration(2, 2, Stale: false) }));

        looks.ShouldBe(1);
        notice.Markup.Trim().ShouldBeEmpty();
        Api.Count($"/api/projects/{shop.ProjectId}/deployments").ShouldBe(0);
    }

    private IRenderedComponent<StaleNotice> Open(bool mayApply)
    {
        var notice = Render<StaleNotice>(parameters => parameters.Add(notice => notice.Of, place).Add(notice => notice.MayApply, mayApply));
        notice.WaitForAssertion(() => notice.Markup.ShouldContain("Shop runs with an older configuration."));
        return notice;
    }
}
