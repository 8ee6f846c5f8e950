using CodeRunner.Core;
using CodeRunner.ServiceDefaults;

namespace CodeRunner.Worker.Data;

internal static class DataServices
{
    /// <summary>Both connections by the names that the AppHost gives them.</summary>
    public static IHostApplicationBuilder AddData(this IHostApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<CodeRunnerDb>("db", settings =>
        {
            // Retries would hide from a loop what it has to see: that what it read is old. Each loop tries again by itself.
            settings.DisableRetry = true;
            settings.ConnectionString = ConnectionStrings.Impatient(settings.ConnectionString);
        }, options => options.SetUpPool());
        builder.AddRedisClient("redis");
        // Who watches live reads history meanwhile; nothing else needs it.
        builder.DegradesWithout("redis");
        builder.AddSchemaCheck();
        builder.Services.AddSingleton<Database>();
        return builder;
    }
}
