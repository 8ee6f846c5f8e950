using CodeRunner.Core;

namespace CodeRunner.Worker.Data;

internal static class DataServices
{
    /// <summary>Both connections by the names that the AppHost gives them.</summary>
    public static IHostApplicationBuilder AddData(this IHostApplicationBuilder builder)
    {
        // Retries would hide from a loop what it has to see: that what it read is old. Each loop tries again by itself.
        builder.AddNpgsqlDbContext<CodeRunnerDb>("db", settings => settings.DisableRetry = true);
        builder.AddRedisClient("redis");
        builder.Services.AddSingleton<Database>();
        return builder;
    }
}
