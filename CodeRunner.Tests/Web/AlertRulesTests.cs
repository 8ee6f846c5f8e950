using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Alerts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Alerts;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Web;

public sealed class AlertRulesTests : SignedInContext
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_rule_comes_back_by_the_notice_also_after_its_tab_was_left(bool left)
    {
        var deployment = DraftTests.Deployment();
        List<AlertRuleResponse> rules = [new(Guid.NewGuid(), deployment.Id, "Hot", AlertKind.Cpu, 90, 300, true, DateTimeOffset.UnixEpoch, null, null)];
        var changes = 0;
        Api.OnOther = async context =>
        {
            if (context.Request.Method == "DELETE")
                rules.Clear();
            if (context.Request.Method == "POST")
                rules.Add(new(Guid.NewGuid(), deployment.Id, (await context.Request.ReadFromJsonAsync<AlertRuleRequest>(Wire.Json))!.Name, AlertKind.Cpu, 90, 300, true, DateTimeOffset.UnixEpoch, null, null));
            await AnswerAsync(context, PageOf(rules.ToArray()));
        };
        var tab = Render<AlertRules>(parameters => parameters.Add(shown => shown.Deployment, deployment).Add(shown => shown.Role, ProjectRole.Owner).Add(shown => shown.OnChanged, () => changes++));
        tab.WaitForAssertion(() => Button(tab, "Delete Hot").ShouldNotBeNull());
        Button(tab, "Delete Hot").Click();
        Notices.WaitForAssertion(() => Button(Notices, "Undo").ShouldNotBeNull());
        tab.WaitForAssertion(() => changes.ShouldBe(1));

        if (left)
            tab.Instance.Dispose();
        await Notices.InvokeAsync(() => Button(Notices, "Undo").Click()); // a notice is drawn anew while it fades in

        Notices.WaitForAssertion(() => Notices.Markup.ShouldContain("is back"));
        rules.ShouldHaveSingleItem().Name.ShouldBe("Hot");
        tab.WaitForAssertion(() => changes.ShouldBe(2, "the page looks again, so that its tabs show it"));
    }
}
