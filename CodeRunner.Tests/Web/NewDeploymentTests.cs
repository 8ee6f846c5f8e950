using System.Security.Claims;
using Bunit;
using CodeRunner.Web.Client;
using CodeRunner.Web.Deployments;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace CodeRunner.Tests.Web;

public sealed class NewDeploymentTests : BunitContext, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private ApiStandIn api = null!;
    private Dashboard web = null!;

    public async Task InitializeAsync()
    {
        api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(api.Address);
        var session = Guid.NewGuid().ToString("n");
        await web.Services.GetRequiredService<SessionTokenStore>()
            .WriteAsync(session, new SessionTokens("access", "refresh", DateTimeOffset.UtcNow.AddHours(1)), default);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton(new ApiClient(new HttpClient { BaseAddress = api.Address }, new Person(session), web.Services.GetRequiredService<TokenSource>()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync(); // the component library's services can only be disposed of so
        await web.DisposeAsync();
        await api.DisposeAsync();
    }

    [Theory]
    [InlineData("ingress.maxBodyMb", "#max-body-error")]
    [InlineData("ingress.maxConcurrent", "#max-concurrent-error")]
    [InlineData("limits.memoryMb", "#memory-error")]
    [InlineData("drainSeconds", "#drain-error")]
    public async Task A_refusal_of_how_it_runs_is_shown_at_its_field_and_unfolds_it(string field, string error)
    {
        api.OnOther = context => Results.ValidationProblem(new Dictionary<string, string[]> { [field] = ["That is too much."] }).ExecuteAsync(context);
        api.Projects = [new { id = Guid.NewGuid(), name = "Shop", slug = "shop", role = "owner", createdAt = DateTimeOffset.UnixEpoch }];
        var page = Render<NewDeploymentPage>();
        (await page.WaitForElementAsync("details.fold", Patience)).HasAttribute("open").ShouldBeFalse();

        await page.Find("#name").InputAsync("app");
        await page.FindAll("input[name=source-kind]")[3].ChangeAsync(true);
        await page.Find("form").SubmitAsync();

        await page.WaitForAssertionAsync(() => page.Find(error).TextContent.ShouldBe("That is too much."), Patience);
        page.Find("details.fold").HasAttribute("open").ShouldBeTrue();
    }

    private sealed class Person(string session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim("session", session)], "test"))));
    }
}
