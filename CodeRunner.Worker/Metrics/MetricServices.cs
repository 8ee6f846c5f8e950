using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Metrics;

internal static class MetricServices
{
    /// <summary>Its options are the ingress's, too, which may run without the rest.</summary>
    public static IHostApplicationBuilder AddMetrics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InstanceMeters>();
        builder.Services.AddSingleton<PartStore>().AddHostedService(services => services.GetRequiredService<PartStore>());
        builder.Services.AddHostedService<SampleLoop>();
        builder.Services.AddSingleton<ILeaderDuty, RollupLoop>();
        return builder;
    }
}
