using System.Globalization;
using Bunit;
using CodeRunner.Contracts.Costs;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Costs;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

/// <summary>What a project cost, also when the month has just begun.</summary>
public sealed class CostPageTests : SignedInContext
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);
    private readonly ProjectResponse project = new(Guid.NewGuid(), "Shop", "shop", ProjectRole.Viewer, DateTimeOffset.UtcNow, 30);
    private bool hasCostBefore = true;
    private bool hasCostThisMonth;

    [Fact]
    public void A_month_with_nothing_in_it_is_passed_over_for_the_last_thirty_days_and_is_shown_to_who_asks_for_it()
    {
        var page = Open();
        page.Find("#apps-title").TextContent.ShouldBe("By deployment");
        Button(page, "30 days").GetAttribute("aria-pressed").ShouldBe("true");

        Button(page, "Month").Click();

        page.WaitForAssertion(() => page.Find(".empty").TextContent.ShouldContain("Nothing has cost anything this month yet"));
    }

    [Fact]
    public void A_month_that_cost_something_is_shown_first()
    {
        hasCostThisMonth = true;

        Button(Open(), "Month").GetAttribute("aria-pressed").ShouldBe("true");
    }

    [Fact]
    public void Where_nothing_ever_cost_anything_that_is_said()
    {
        hasCostBefore = false;

        Open().Find(".empty").TextContent.ShouldContain("Nothing has cost anything yet");
    }

    private IRenderedComponent<CostPage> Open()
    {
        Api.OnAny = AnswerAsync;
        var page = Render<CostPage>(parameters => parameters.Add(each => each.Id, project.Id));
        page.WaitForAssertion(() => page.FindAll(".tiles").ShouldNotBeEmpty());
        page.WaitForAssertion(() => page.FindAll("#apps-title, .empty").ShouldNotBeEmpty());
        return page;
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        object? answer = context.Request.Path.Value switch
        {
            var path when path == $"/api/projects/{project.Id}" => project,
            var path when path == $"/api/projects/{project.Id}/cost" => Cost(context.Request.Query["from"].ToString() is { Length: > 0 } from ? DateOnly.Parse(from, CultureInfo.InvariantCulture) : null),
            var path when path == $"/api/projects/{project.Id}/cost/settings" => new CostSettingsResponse(new PricesResponse("USD", 1, 1, 1, 1), false, null),
            _ => null,
        };
        if (answer is not null)
            await AnswerAsync(context, answer);
        return answer is not null;
    }

    private CostResponse Cost(DateOnly? from)
    {
        var has = from is null ? hasCostThisMonth : hasCostBefore;
        DeploymentCost app = new(Guid.NewGuid(), "web", EnvironmentName.Production, 3, 1, 2, 1, 0, 0);
        return new CostResponse(
            "USD", from ?? new DateOnly(Today.Year, Today.Month, 1), Today.AddDays(1), has ? 3 : 0, has ? 1 : 0, 3, 2, 4, 0, null,
            has ? [app] : [], has ? [new EnvironmentCost(EnvironmentName.Production, 3, 1)] : [], has ? [new DayCost(Today, 3, 1)] : [], []);
    }
}
