using Microsoft.AspNetCore.Antiforgery;

namespace CodeRunner.Web.Access;

/// <summary>A form that lay open too long, or that is not ours, is shown again instead of an error: nothing of it was done.</summary>
public static class FreshForms
{
    public static WebApplication UseFreshForms(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var path = context.Request.Path;
            if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } || (path != "/login" && path != "/register" && path != "/reset-password"))
                return next(context);
            var query = context.Request.Query["returnUrl"] is { Count: > 0 } to ? $"&returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(to))}" : "";
            context.Response.Redirect($"{path}?stale=true{query}");
            return Task.CompletedTask;
        });
        return app;
    }
}
