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
    public void A_deleted_policy_comes_back_by_the_notice()
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
        Button(Notices, "Undo").Click();

        Notices.WaitForAssertion(() => Notices.Markup.ShouldContain("is back"));
        made.ShouldBe(expected);
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
