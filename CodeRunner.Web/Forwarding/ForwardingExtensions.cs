using CodeRunner.Web.Security;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace CodeRunner.Web.Forwarding;

/// <summary>/api and /hubs go to the API with the session's bearer token, and without the cookie.</summary>
public static class ForwardingExtensions
{
    private const string Cluster = "api";

    public static WebApplicationBuilder AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddReverseProxy().LoadFromMemory(Routes, Clusters).AddTransforms<SessionTransforms>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IDestinationResolver, DiscoveredDestinations>());
        builder.WebHost.ConfigureKestrel(server =>
            server.Limits.MaxRequestBodySize = builder.Configuration.GetValue("Forwarding:MaxBodyBytes", 512L * 1024 * 1024));
        return builder;
    }

    public static void MapForwarding(this WebApplication app) =>
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(AnswerOutagesAsync);
            proxy.Use(RefuseTokenRoutesAsync);
            proxy.Use(WithTokenAsync);
        }).RequireAuthorization();

    // A program asks here, and a page's script: both want a problem and not an error page.
    private static async Task AnswerOutagesAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        await next(context);
        if (context.GetForwarderErrorFeature() is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return;
        var status = context.Response.StatusCode;
        await (status == StatusCodes.Status413PayloadTooLarge
            ? Problems.WriteAsync(context, status, T("This is too large."), T("This is larger than the platform takes. Leave out what a build makes or installs, such as node_modules."))
            : Problems.WriteAsync(context, status, T("The platform's API does not answer just now."), T("The platform's API does not answer just now. Your apps keep running; try again in a moment.")));
    }

    private static Task RefuseTokenRoutesAsync(HttpContext context, RequestDelegate next) =>
        ForwardedPath.HandsOutTokens(context.Request.Path)
            ? Problems.WriteAsync(context, StatusCodes.Status404NotFound, T("Not here."), T("Programs sign in at the API's own address."))
            : next(context);

    private static async Task WithTokenAsync(HttpContext context, RequestDelegate next)
    {
        var tokens = context.RequestServices.GetRequiredService<TokenSource>();
        var outcome = context.User.SessionId() is { } session ? await tokens.GetAsync(session, context.RequestAborted, context.Features.Get<SessionTokens>()) : AccessOutcome.Ended;
        if (outcome.Token is null)
        {
            await (outcome.SignedOut
                ? Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, T("Your session has ended."), T("Sign in again."))
                : Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, T("The platform's API does not answer just now.")));
            return;
        }
        SessionTransforms.Carry(context, outcome.Token);
        await next(context);
        // The session was ended at the API: what the browser asks next is told so.
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized)
            await tokens.RefusedAsync(context.User.SessionId()!, outcome.Token, CancellationToken.None);
    }

    private static RouteConfig[] Routes => [Route("api", "/api/{**rest}"), Route("hubs", "/hubs/{**rest}")];

    private static RouteConfig Route(string id, string path) => new() { RouteId = id, ClusterId = Cluster, Match = new RouteMatch { Path = path } };

    private static ClusterConfig[] Clusters =>
    [
        new ClusterConfig
        {
            ClusterId = Cluster,
            Destinations = new Dictionary<string, DestinationConfig> { [Cluster] = new() { Address = "http://api" } },
        },
    ];
}
