using System.Security.Claims;
using Bunit;
using CodeRunner.Web.Client;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;

namespace CodeRunner.Tests.Web;

/// <summary>Components of the dashboard over what stands in the API's place, for a signed-in person.</summary>
public abstract class PageContext : BunitContext, IAsyncLifetime
{
    private Dashboard web = null!;

    internal ApiStandIn Api { get; private set; } = null!;

    internal IRenderedComponent<MudDialogProvider> Dialogs { get; private set; } = null!;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public async Task InitializeAsync()
    {
        Api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(Api.Address);
        var session = Guid.NewGuid().ToString("n");
        await web.Services.GetRequiredService<SessionTokenStore>()
            .WriteAsync(session, new SessionTokens("access", "refresh", DateTimeOffset.UtcNow.AddHours(1)), default);
        DefaultWaitTimeout = TimeSpan.FromMinutes(2);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(new ApiClient(new HttpClient { BaseAddress = Api.Address }, new Person(session), web.Services.GetRequiredService<TokenSource>()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Dialogs = Render<MudDialogProvider>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync(); // the component library's services can only be disposed of so
        await web.DisposeAsync();
        await Api.DisposeAsync();
    }

    protected Task<IDialogReference> ShowAsync<T>(DialogParameters parameters)
        where T : ComponentBase =>
        Dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<T>("", parameters));

    protected AngleSharp.Dom.IElement Button(string text) => Dialogs.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private sealed class Person(string session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            [new ClaimsIdentity([new Claim("session", session)], "test"), new ClaimsIdentity([new Claim("address", "203.0.113.7")])])));
    }
}
