using Microsoft.AspNetCore.Http.Features;

namespace CodeRunner.Api.Problems;

internal static class AnnouncedSize
{
    /// <summary>
    /// Refuses a body that says of itself that it is too large. The server would cut the connection at the first byte, and a client that is cut off while it sends may not see why; so
    /// what comes is read and dropped after the answer, as of any body that nobody wants (5 s at most).
    /// </summary>
    public static void UseAnnouncedSize(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } most } size || !(context.Request.ContentLength > most))
            return next(context);
        size.MaxRequestBodySize = null;
        return FaultHandler.TooLarge.ExecuteAsync(context);
    });
}
