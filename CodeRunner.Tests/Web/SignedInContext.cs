using System.Security.Claims;
using Bunit;
using CodeRunner.Contracts;
using CodeRunner.Web.Client;
using CodeRunner.Web.Palette;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace CodeRunner.Tests.Web;

/// <summary>Components of somebody who is signed in, over a server in the API's place; dialogs and notices are shown beside them.</summary>
public abstract class SignedInContext : BunitContext, IAsyncLifetime
{
    private Dashboard web = null!;

    internal ApiStandIn Api { get; private set; } = null!;

    protected IRenderedComponent<MudDialogProvider> Dialogs { get; private set; } = null!;

    protected IRenderedComponent<MudSnackbarProvider> Notices { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(Api.Address);
        var session = Guid.NewGuid().ToString("n");
        await web.Services.GetRequiredService<SessionTokenStore>().WriteAsync(session, new SessionTokens("access", "refresh", DateTimeOffset.UtcNow.AddHours(1)), default);
        DefaultWaitTimeout = TimeSpan.FromMinutes(2);
        JSInterop.Mode = JSRuntimeMode.Loose;
        AddBunitPersistentComponentState();
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<PaletteOffers>();
        Services.AddSingleton(new ApiClient(new HttpClient { BaseAddress = Api.Address }, new Person(session), web.Services.GetRequiredService<TokenSource>()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Dialogs = Render<MudDialogProvider>();
        Notices = Render<MudSnackbarProvider>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync(); // the component library's services can only be disposed of so
        await web.DisposeAsync();
        await Api.DisposeAsync();
    }

    internal static Task AnswerAsync(HttpContext context, object value) => context.Response.WriteAsJsonAsync(value, value.GetType(), Wire.Json);

    internal static Page<T> PageOf<T>(params T[] items) => new(items, null);

    protected static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> of, string name)
        where T : IComponent =>
        of.FindAll("button").Single(button => (button.GetAttribute("aria-label") ?? button.TextContent.Trim()) == name);

    protected Task<IDialogReference> ShowAsync<T>(DialogParameters parameters)
        where T : IComponent =>
        Dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<T>("", parameters));

    private sealed class Person(string session) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
                [new ClaimsIdentity([new Claim("session", session)], "test"), new ClaimsIdentity([new Claim("address", "203.0.113.7")])])));
    }
}
