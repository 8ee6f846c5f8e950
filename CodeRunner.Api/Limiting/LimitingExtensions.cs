using CodeRunner.Core.Limiting;

namespace CodeRunner.Api.Limiting;

internal static class LimitingExtensions
{
    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.AddLimitOptions();
        builder.Services.AddScoped<LimitCheck>().AddScoped<Accountability>().AddScoped<LimitCommands>().AddScoped<LimitViews>().AddScoped<SystemLimitViews>();
        return builder;
    }
}
