using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Optimization;

internal static class OptimizationServices
{
    public static IHostApplicationBuilder AddOptimization(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OptimizationOptions>().BindConfiguration(OptimizationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<UsageFeed>().AddSingleton<UsageStore>().AddSingleton<AppliedJudge>();
        services.AddSingleton<IWorkerDuty, UsageLoop>().AddSingleton<IWorkerDuty, AppliedLoop>().AddSingleton<ILeaderDuty, DailyUsageLoop>();
        return builder;
    }
}
