using Microsoft.Net.Http.Headers;

namespace CodeRunner.Web.Security;

/// <summary>What the browser is told to refuse: scripts that are not ours, frames, guesses at content types.</summary>
public static class SecurityHeaders
{
    // Styles may be inline because the component library positions its popovers and dialogs with style attributes.
    internal const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly TimeSpan HttpsOnly = TimeSpan.FromDays(365);

    /// <summary>Without the names below ours: those may be apps', and the ingress speaks http.</summary>
    public static WebApplicationBuilder AddSecurityHeaders(this WebApplicationBuilder builder)
    {
        builder.Services.AddHsts(hsts => hsts.MaxAge = HttpsOnly);
        return builder;
    }

    public static WebApplication UseSecurityHeaders(this WebApplication app)
    {
        app.UseHsts();
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers[HeaderNames.XPoweredBy] = default;
            return next(context);
        });
        return app;
    }
}
