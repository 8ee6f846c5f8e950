using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Client;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Look;
using CodeRunner.Web.Projects;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CodeRunner.Tests.Web;

public sealed class DialogTests : SignedInContext
{
    [Fact]
    public async Task A_projects_settings_are_checked_and_sent()
    {
        var project = new ProjectResponse(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, DateTimeOffset.UtcNow, 30);
        UpdateProjectRequest? sent = null;
        Api.OnOther = async context =>
        {
            sent = await context.Request.ReadFromJsonAsync<UpdateProjectRequest>(Wire.Json);
            await context.Response.WriteAsJsonAsync(project with { Name = sent!.Name!, LogDays = sent.LogDays!.Value }, Wire.Json);
        };
        var dialog = await ShowAsync<ProjectSettingsDialog>(new DialogParameters<ProjectSettingsDialog> { { shown => shown.Of, project } });

        await Dialogs.Find("#project-log-days").InputAsync("400");
        Dialogs.Find("#project-log-days-error").TextContent.ShouldBe("Between 1 and 365 days.");
        await Dialogs.Find("#project-log-days").InputAsync("7");
        await Dialogs.Find("#project-name").InputAsync("Store");
        Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Save").Click();

        ((ProjectResponse)(await dialog.Result)!.Data!).LogDays.ShouldBe(7);
        sent.ShouldBe(new UpdateProjectRequest("Store", 7));
        Api.Last($"/api/projects/{project.Id}").Method.ShouldBe("PATCH");
    }

    [Fact]
    public async Task Scaling_says_what_it_takes_and_sends_the_number()
    {
        var deployment = DraftTests.Deployment();
        var dialog = await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, deployment } });

        await Dialogs.Find("input").InputAsync("3");
        Dialogs.Find("#scale-instances-hint").TextContent.ShouldBe("Up to 3 cores and 1536 MiB in all.");
        Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").Click();

        (await dialog.Result)!.Data.ShouldBe(3);
        Api.Last($"/api/deployments/{deployment.Id}/scale").Headers["Authorization"].ShouldBe("Bearer access");
    }

    /// <summary>What is clicked before that is over would be lost.</summary>
    [Fact]
    public async Task A_button_that_opened_a_dialog_is_busy_with_what_follows_once_it_is_closed()
    {
        var (dialogs, rest) = (Services.GetRequiredService<IDialogService>(), new TaskCompletionSource());
        var button = Render<ActionButton>(parameters => parameters.Add(each => each.Opens, true).AddChildContent("Scale this").Add(each => each.OnClick, async () =>
        {
            var shown = await dialogs.ShowAsync<ScaleDialog>("", new DialogParameters<ScaleDialog> { { dialog => dialog.Of, DraftTests.Deployment() } });
            await shown.Result;
            await rest.Task;
        }));
        bool IsBusy() => button.Find("button").HasAttribute("disabled");

        var clicked = button.Find("button").ClickAsync(new());
        var cancel = Dialogs.WaitForElements("button").Single(each => each.TextContent.Trim() == "Cancel");
        IsBusy().ShouldBeFalse("the dialog is what goes on");

        await cancel.ClickAsync(new());
        button.WaitForState(IsBusy);
        rest.SetResult();
        await clicked;
        IsBusy().ShouldBeFalse();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("51")]
    [InlineData("")]
    public async Task A_number_that_cannot_be_is_not_sent(string number)
    {
        await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, DraftTests.Deployment() } });

        await Dialogs.Find("input").InputAsync(number);

        Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_is_shown_at_its_field_and_keeps_the_dialog_open()
    {
        Api.OnOther = context => Results.ValidationProblem(new Dictionary<string, string[]> { ["instances"] = ["At most 10 here."] }).ExecuteAsync(context);
        await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, DraftTests.Deployment() } });

        await Dialogs.Find("input").InputAsync("20");
        Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").Click();

        Dialogs.WaitForAssertion(() => Dialogs.Find("#scale-instances-error").TextContent.ShouldBe("At most 10 here."));
    }

    [Fact]
    public async Task Deleting_wants_the_name_typed_and_says_what_is_lost()
    {
        var runs = 0;
        var dialog = await ShowAsync<ConfirmNameDialog>(new DialogParameters<ConfirmNameDialog>
        {
            { shown => shown.Title, "Delete deployment" },
            { shown => shown.Name, "shop" },
            { shown => shown.Loss, "All of it is lost." },
            { shown => shown.Run, _ => Task.FromResult<ApiProblem?>(runs++ == 0 ? new ApiProblem(409, "It is busy.") : null) },
        });
        Dialogs.Markup.ShouldContain("All of it is lost.");
        Delete().HasAttribute("disabled").ShouldBeTrue();
        await Dialogs.Find("input").InputAsync("shopp");
        Delete().HasAttribute("disabled").ShouldBeTrue();

        await Dialogs.Find("input").InputAsync("shop");
        Delete().Click();
        Dialogs.WaitForAssertion(() => Dialogs.Find("[role=alert].problem").TextContent.ShouldBe("It is busy."));
        Delete().Click();

        (await dialog.Result)!.Canceled.ShouldBeFalse();
        runs.ShouldBe(2);
    }

    private AngleSharp.Dom.IElement Delete() => Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Delete");
}
