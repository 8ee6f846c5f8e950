using System.Collections.Concurrent;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Contracts.Scaling;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Scaling;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

public sealed class ScalingTabTests : SignedInContext
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly ScalingReplayResponse Tried = new(
        new(1234, 60, 24, 0.3m, 0), new(0, 0, 36, 0.45m, 12), Noon.AddDays(-1), Noon, 10_000, 20, CapacitySource.Measured, 5, "EUR", [new(0, 1, 1, 1), new(300, 9, 1, 3)]);

    [Fact]
    public void A_viewer_sees_what_is_and_changes_nothing()
    {
        var deployment = DraftTests.Deployment() with { Scaling = new(false, Noon, "Ada", 1, 8) };
        Api.OnOther = context => AnswerAsync(context, PageOf(new ScalingPolicyResponse(Guid.NewGuid(), deployment.Id, ScalingTrigger.Cpu, null, null, null, 70, 1, 8, true, Noon, Noon)));

        var list = Render<ScalingPolicies>(parameters => parameters.Add(shown => shown.Deployment, deployment).Add(shown => shown.Role, ProjectRole.Viewer));
        var notice = Render<SuspendedNotice>(parameters => parameters.Add(shown => shown.Of, deployment).Add(shown => shown.Role, ProjectRole.Viewer));

        list.WaitForAssertion(() => list.Markup.ShouldContain("CPU at 70 %"));
        list.Markup.ShouldContain("suspended");
        list.FindAll("button").ShouldBeEmpty();
        notice.Markup.ShouldContain("Ada did so");
        notice.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_policy_comes_back_by_the_notice()
    {
        var deployment = DraftTests.Deployment();
        List<ScalingPolicyResponse> policies = [new(Guid.NewGuid(), deployment.Id, ScalingTrigger.Cpu, 80, ScalingAction.ScaleUp, 60, null, 1, 8, true, Noon, Noon)];
        ScalingPolicyRequest? made = null;
        Api.OnOther = async context =>
        {
            if (context.Request.Method == "DELETE")
                policies.Clear();
            if (context.Request.Method == "POST")
                made = await context.Request.ReadFromJsonAsync<ScalingPolicyRequest>(Wire.Json);
            await AnswerAsync(context, PageOf(policies.ToArray()));
        };
        var list = Render<ScalingPolicies>(parameters => parameters.Add(shown => shown.Deployment, deployment).Add(shown => shown.Role, ProjectRole.Owner));
        list.WaitForAssertion(() => Button(list, "Delete CPU above 80 %: more instances").ShouldNotBeNull());
        var expected = ScalingWords.Request(policies[0]);

        Button(list, "Delete CPU above 80 %: more instances").Click();
        Notices.WaitForAssertion(() => Button(Notices, "Undo").ShouldNotBeNull());
        await Notices.InvokeAsync(() => Button(Notices, "Undo").Click()); // a notice is drawn anew while it fades in

        Notices.WaitForAssertion(() => Notices.Markup.ShouldContain("is back"));
        made.ShouldBe(expected);
    }

    [Fact]
    public async Task A_policy_that_is_written_is_tried_with_the_others_on_the_last_day_once_the_typing_rests()
    {
        var deployment = DraftTests.Deployment();
        ScalingPolicyResponse other = new(Guid.NewGuid(), deployment.Id, ScalingTrigger.Cpu, null, null, null, 70, 2, 6, true, Noon, Noon);
        var asked = new ConcurrentQueue<ScalingReplayRequest>();
        Api.OnOther = async context =>
        {
            asked.Enqueue((await context.Request.ReadFromJsonAsync<ScalingReplayRequest>(Wire.Json))!);
            await AnswerAsync(context, Tried);
        };
        await ShowAsync<ScalingPolicyDialog>(new() { { nameof(ScalingPolicyDialog.Deployment), deployment.Id }, { nameof(ScalingPolicyDialog.Others), new[] { other } } });
        foreach (var typed in (string[])["1", "12", "120"])
            await Dialogs.WaitForElement("#policy-value").InputAsync(typed);

        Dialogs.WaitForAssertion(() => Dialogs.Markup.ShouldContain("1,234 (12.34 %)"));
        Dialogs.WaitForAssertion(() => asked.Last().Policies!.Select(policy => (policy.Trigger, policy.Target)).ShouldBe([(ScalingTrigger.Cpu, 70), (ScalingTrigger.Requests, 120)]));
        asked.Select(request => request.Policies![1].Target).ShouldNotContain(1, "nothing is asked of each letter");
        Dialogs.Find(".preview table .up").TextContent.ShouldBe("none");
        Dialogs.Find(".preview table .down").TextContent.ShouldBe("0.45 EUR");
    }

    [Theory]
    [InlineData("from", "no load yet")]
    [InlineData("policies[0].target", "Complete the policy")]
    public async Task What_can_t_be_tried_says_why(string field, string text)
    {
        Api.OnOther = context => Results.ValidationProblem(new Dictionary<string, string[]> { [field] = ["No."] }).ExecuteAsync(context);

        await ShowAsync<ScalingPolicyDialog>(new() { { nameof(ScalingPolicyDialog.Deployment), Guid.NewGuid() } });

        Dialogs.WaitForAssertion(() => Dialogs.Find(".preview").TextContent.ShouldContain(text));
        Dialogs.FindAll(".preview table").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_answered_is_tried_again_by_itself()
    {
        var away = true;
        Api.OnOther = context => away ? Results.Problem("The database does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context) : AnswerAsync(context, Tried);

        await ShowAsync<ScalingPolicyDialog>(new() { { nameof(ScalingPolicyDialog.Deployment), Guid.NewGuid() } });
        Dialogs.WaitForAssertion(() => Dialogs.Find(".preview").TextContent.ShouldContain("It can't be tried just now"));
        away = false;

        Dialogs.WaitForAssertion(() => Dialogs.Find(".preview").TextContent.ShouldContain("1,234 (12.34 %)"));
        Dialogs.Find(".preview").TextContent.ShouldNotContain("It can't be tried");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_scales_by_hand_is_told_that_it_suspends_what_the_policies_do(bool active)
    {
        var deployment = DraftTests.Deployment() with { Scaling = new(active, active ? null : Noon, active ? null : "Ada", 1, 8) };

        await ShowAsync<ScaleDialog>(new() { { nameof(ScaleDialog.Of), deployment } });

        Dialogs.WaitForAssertion(() => Dialogs.Markup.ShouldContain("Instances"));
        Dialogs.Markup.Contains("suspended when you scale by hand").ShouldBe(active);
    }
}
