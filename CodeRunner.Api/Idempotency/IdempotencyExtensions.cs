namespace CodeRunner.Api.Idempotency;

internal static class IdempotencyExtensions
{
    public static WebApplicationBuilder AddIdempotency(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<OldAnswers>();
        return builder;
    }

    public static void UseIdempotency(this WebApplication app) => app.UseMiddleware<IdempotencyMiddleware>();
}
