using CodeRunner.Core.Limiting;
using CodeRunner.Worker.Limiting;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Scaling;

internal static class ScalingServices
{
    public static IHostApplicationBuilder AddScaling(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ScalingOptions>().BindConfiguration(ScalingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.AddLimitOptions();
        services.AddSingleton<LimitRoom>();
        services.AddSingleton<ScaleNews>().AddSingleton<ScaleFeed>().AddSingleton<ScaleReader>().AddSingleton<ScaleWatches>().AddSingleton<IdleCheck>().AddSingleton<ForecastTeacher>().AddSingleton<ScaleJudge>().AddSingleton<ScaleRecorder>();
        services.AddSingleton<IWorkerDuty, ScaleLoop>().AddSingleton<ILeaderDuty, DecisionRetention>();
        return builder;
    }
}
