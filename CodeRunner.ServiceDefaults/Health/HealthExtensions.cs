using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CodeRunner.ServiceDefaults;

public static class HealthExtensions
{
    /// <summary>What is asked and does not answer in this time is not there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Client packages name their checks after classes; people know what they need by other words.</summary>
    private static readonly Dictionary<string, string> Names = new() { ["CodeRunnerDb"] = "postgres", ["StackExchange.Redis"] = "redis" };

    /// <summary>The service does most of its work without that: its absence makes it degraded, and no reason to send it nothing.</summary>
    public static IHostApplicationBuilder DegradesWithout(this IHostApplicationBuilder builder, string name)
    {
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Name == name))
                check.FailureStatus = HealthStatus.Degraded;
        });
        return builder;
    }

    internal static void AddDefaultHealthChecks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<ServiceHealth>();
        builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations)
            {
                check.Name = Names.GetValueOrDefault(check.Name, check.Name);
                check.Factory = new BoundedCheck(check.Factory, Patience).Make;
            }
        });
    }
}
