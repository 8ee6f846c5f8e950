using Microsoft.AspNetCore.Diagnostics;

namespace CodeRunner.Web.Security;

/// <summary>Problem details (RFC 9457) for the answers that this service gives by itself, before the API is asked.</summary>
internal static class Problems
{
    public static Task WriteAsync(HttpContext context, int status, string title, string? detail = null)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        return TypedResults.Problem(title: title, detail: detail, statusCode: status).ExecuteAsync(context);
    }
}
