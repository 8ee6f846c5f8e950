namespace CodeRunner.Api.Optimization;

internal static class OptimizationExtensions
{
    public static WebApplicationBuilder AddOptimization(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<OfferedRecommendations>().AddScoped<OptimizationReader>().AddScoped<RecommendationCommands>();
        return builder;
    }
}
