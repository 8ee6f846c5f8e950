using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Webhooks;
using CodeRunner.Web.Webhooks;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

/// <summary>A webhook is changed to what somebody chose, and to nothing else.</summary>
public sealed class WebhookPageTests : SignedInContext
{
    private const string Url = "https://hooks.example.org/";
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private readonly ProjectResponse project = new(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, Noon, 30);
    private readonly Guid deleted = Guid.NewGuid();
    private WebhookResponse webhook = null!;
    private WebhookDeliveryResponse[] deliveries = [];
    private bool listed = true;
    private DeploymentResponse? older;
    private WebhookRequest? sent;

    [Fact]
    public void Without_the_list_of_deployments_no_dialog_opens_and_it_says_why_and_tries_again()
    {
        listed = false;
        var page = Open(null);

        Button(page, $"Change {Url}").Click();
        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("can't be told"));
        Dialogs.FindAll("form").ShouldBeEmpty();

        listed = true;
        Button(page, "Try again").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("form").ShouldNotBeNull());
        page.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployment_that_is_gone_stays_in_the_filter_until_it_is_taken_out_and_an_empty_filter_is_asked_about()
    {
        var page = Open([deleted]);
        Button(page, $"Change {Url}").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find(".choice.on").TextContent.ShouldContain("A deleted deployment"));
        Button(Dialogs, "Save").Click();
        page.WaitForAssertion(() => sent.ShouldNotBeNull().Deployments.ShouldBe([deleted]));
        Dialogs.WaitForAssertion(() => Dialogs.FindAll("form").ShouldBeEmpty());

        page.WaitForState(() => !Button(page, $"Change {Url}").HasAttribute("disabled")); // it is busy with what follows the dialog

        sent = null;
        Button(page, $"Change {Url}").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find(".choice.on").ShouldNotBeNull());
        await Dialogs.Find(".choice.on input").ChangeAsync(false);
        Dialogs.WaitForAssertion(() => Dialogs.FindAll(".choice.on").ShouldBeEmpty());
        Button(Dialogs, "Save").Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("[role=alert].problem").TextContent.ShouldContain("of all deployments, those to come included"));
        sent.ShouldBeNull();
        Button(Dialogs, "Yes, save").Click();
        page.WaitForAssertion(() => sent.ShouldNotBeNull().Deployments.ShouldBeEmpty());
    }

    [Fact]
    public void A_deployment_that_is_far_down_the_list_is_no_deleted_one()
    {
        older = DraftTests.Deployment() with { Id = Guid.NewGuid(), Name = "Older" };
        var page = Open([older.Id]);

        Button(page, $"Change {Url}").Click();

        Dialogs.WaitForAssertion(() => Dialogs.Find(".choice.on").TextContent.ShouldContain("Older"));
        Dialogs.Markup.ShouldNotContain("A deleted deployment");
    }

    [Fact]
    public void What_is_sent_again_is_queued_and_not_the_failure_that_it_was()
    {
        deliveries = [new(Guid.NewGuid(), "alert.fired", null, WebhookDeliveryState.Failed, 12, 500, "It answered 500.", 9, Noon, Noon.AddHours(24), null)];
        var page = Open(null);
        page.WaitForAssertion(() => page.Find("td .pill").TextContent.ShouldBe("given up"));

        Button(page, "Send again: alert.fired").Click();

        page.WaitForAssertion(() => page.Find("td .pill").TextContent.ShouldBe("queued"));
        page.Find("tbody").TextContent.ShouldNotContain("It answered 500.");
        deliveries = [deliveries[0] with { State = WebhookDeliveryState.Delivered, Attempts = 1, Status = 204, Error = null, TriedAt = Noon.AddHours(25) }];
        page.WaitForAssertion(() => page.Find("td .pill").TextContent.ShouldBe("delivered"));
    }

    [Fact]
    public void Each_button_names_its_webhook()
    {
        var page = Open(null);

        Button(page, $"Send a test to {Url}").TextContent.Trim().ShouldBe("Send a test");
        Button(page, $"Switch off {Url}").TextContent.Trim().ShouldBe("Switch off");
    }

    private IRenderedComponent<WebhooksPage> Open(Guid[]? filter)
    {
        webhook = new(Guid.NewGuid(), project.Id, Url, null, filter, true, Noon, null);
        Api.OnOther = AnswerAsync;
        var page = Render<WebhooksPage>(parameters => parameters.Add(shown => shown.Id, project.Id));
        page.WaitForAssertion(() => page.FindAll(".webhook").Count.ShouldBe(1));
        return page;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (context.Request.Method == "PUT")
        {
            sent = await context.Request.ReadFromJsonAsync<WebhookRequest>(Wire.Json);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        if (path.EndsWith("/deployments") && !listed)
        {
            await Results.Problem(statusCode: 503, title: "The database does not answer.").ExecuteAsync(context);
            return;
        }
        await AnswerAsync(context, path switch
        {
            _ when path.EndsWith("/webhooks") => PageOf(webhook),
            _ when path.EndsWith("/deployments") && context.Request.Query.ContainsKey("after") => PageOf(older!),
            _ when path.EndsWith("/deployments") => PageOf(DraftTests.Deployment()) with { Next = older is null ? null : "more" },
            _ when path.EndsWith("/deliveries") => PageOf(deliveries),
            _ => project,
        });
    }
}
