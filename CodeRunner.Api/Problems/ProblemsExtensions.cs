using CodeRunner.Contracts;

namespace CodeRunner.Api.Problems;

internal static class ProblemsExtensions
{
    // No answer is a page: one that a browser opens nonetheless, such as a log, runs and loads nothing.
    private const string DataOnly = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    public static WebApplicationBuilder AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => Wire.Configure(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<FaultHandler>();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            // A trace id helps with our faults only, and would make an absent thing look different from a foreign one.
            if (context.ProblemDetails.Status < StatusCodes.Status500InternalServerError)
                context.ProblemDetails.Extensions.Remove("traceId");
        });
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 1 << 20;
            options.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        });
        return builder;
    }

    /// <summary>Every answer that says no is a problem of RFC 9457, whoever says it.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers.ContentSecurityPolicy = DataOnly;
                context.Response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(context);
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages(page => TypedResults.Problem(statusCode: page.HttpContext.Response.StatusCode).ExecuteAsync(page.HttpContext));
        return app;
    }
}
