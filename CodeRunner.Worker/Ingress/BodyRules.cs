using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CodeRunner.Worker.Ingress;

/// <summary>How large a request's body may be, and how slow.</summary>
internal static class BodyRules
{
    public static bool CanHaveBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;

    /// <summary>Returns false for a body that says that it is too large; one that only turns out to be ends when it does.</summary>
    public static bool TryApply(HttpContext context, Route route, long most)
    {
        if (!CanHaveBody(context))
            return true;
        most = Math.Min(most, route.MaxBodyBytes);
        var tooLarge = context.Request.ContentLength > most;
        // What a refused client sends already is taken for some seconds by the server and thrown away: on a connection that is cut off it may never read the answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = tooLarge ? null : most;
        if (tooLarge)
            return false;
        // A conversation of two streams is silent for as long as it likes, and its messages are bounded one by one by the app.
        if (IsConversation(context.Request) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        return true;
    }

    private static bool IsConversation(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true || HttpMethods.IsConnect(request.Method);
}
