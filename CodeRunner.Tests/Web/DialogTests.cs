using System.Security.Claims;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Projects;
using CodeRunner.Web.Client;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Look;
using CodeRunner.Web.Projects;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace CodeRunner.Tests.Web;

public sealed class DialogTests : BunitContext, IAsyncLifetime
{
    private ApiStandIn api = null!;
    private Dashboard web = null!;
    private IRenderedComponent<MudDialogProvider> dialogs = null!;

    public async Task InitializeAsync()
    {
        api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(api.Address);
        var session = Guid.NewGuid().ToString("n");
        await web.Services.GetRequiredService<SessionTokenStore>()
            .WriteAsync(session, new SessionTokens("access", "refresh", DateTimeOffset.UtcNow.AddHours(1)), default);
        DefaultWaitTimeout = TimeSpan.FromMinutes(2);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton(new ApiClient(new HttpClient { BaseAddress = api.Address }, new Person(session), web.Services.GetRequiredService<TokenSource>()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        dialogs = Render<MudDialogProvider>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync(); // the component library's services can only be disposed of so
        await web.DisposeAsync();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task A_projects_settings_are_checked_and_sent()
    {
        var project = new ProjectResponse(Guid.NewGuid(), "Shop", "shop", ProjectRole.Owner, DateTimeOffset.UtcNow, 30);
        UpdateProjectRequest? sent = null;
        api.OnOther = async context =>
        {
            sent = await context.Request.ReadFromJsonAsync<UpdateProjectRequest>(Wire.Json);
            await context.Response.WriteAsJsonAsync(project with { Name = sent!.Name!, LogDays = sent.LogDays!.Value }, Wire.Json);
        };
        var dialog = await ShowAsync<ProjectSettingsDialog>(new DialogParameters<ProjectSettingsDialog> { { shown => shown.Of, project } });

        dialogs.Find("#project-log-days").Input("400");
        dialogs.Find("#project-log-days-error").TextContent.ShouldBe("Between 1 and 365 days.");
        dialogs.Find("#project-log-days").Input("7");
        dialogs.Find("#project-name").Input("Store");
        dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Save").Click();

        ((ProjectResponse)(await dialog.Result)!.Data!).LogDays.ShouldBe(7);
        sent.ShouldBe(new UpdateProjectRequest("Store", 7));
        api.Last($"/api/projects/{project.Id}").Method.ShouldBe("PATCH");
    }

    [Fact]
    public async Task Scaling_says_what_it_takes_and_sends_the_number()
    {
        var deployment = DraftTests.Deployment();
        var dialog = await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, deployment } });

        dialogs.Find("input").Input("3");
        dialogs.Find("#scale-instances-hint").TextContent.ShouldBe("Up to 3 cores and 1536 MiB in all.");
        dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").Click();

        (await dialog.Result)!.Data.ShouldBe(3);
        api.Last($"/api/deployments/{deployment.Id}/scale").Headers["Authorization"].ShouldBe("Bearer access");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("51")]
    [InlineData("")]
    public async Task A_number_that_cannot_be_is_not_sent(string number)
    {
        await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, DraftTests.Deployment() } });

        dialogs.Find("input").Input(number);

        dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_is_shown_at_its_field_and_keeps_the_dialog_open()
    {
        api.OnOther = context => Results.ValidationProblem(new Dictionary<string, string[]> { ["instances"] = ["At most 10 here."] }).ExecuteAsync(context);
        await ShowAsync<ScaleDialog>(new DialogParameters<ScaleDialog> { { shown => shown.Of, DraftTests.Deployment() } });

        dialogs.Find("input").Input("20");
        dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Scale").Click();

        dialogs.WaitForAssertion(() => dialogs.Find("#scale-instances-error").TextContent.ShouldBe("At most 10 here."));
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
        dialogs.Markup.ShouldContain("All of it is lost.");
        Delete().HasAttribute("disabled").ShouldBeTrue();
        dialogs.Find("input").Input("shopp");
        Delete().HasAttribute("disabled").ShouldBeTrue();

        dialogs.Find("input").Input("shop");
        Delete().Click();
        dialogs.WaitForAssertion(() => dialogs.Find("[role=alert].problem").TextContent.ShouldBe("It is busy."));
        Delete().Click();

        (await dialog.Result)!.Canceled.ShouldBeFalse();
        runs.ShouldBe(2);
    }

    private AngleSharp.Dom.IElement Delete() => dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Delete");

    private Task<IDialogReference> ShowAsync<T>(DialogParameters parameters)
        where T : ComponentBase =>
        dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<T>("", parameters));

    private sealed class Person(string session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim("session", session)], "test"))));
    }
}
