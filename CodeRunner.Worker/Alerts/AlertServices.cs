using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Alerts;

internal static class AlertServices
{
    public static IHostApplicationBuilder AddAlerts(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AlertJudge>().AddSingleton<LoadReader>().AddSingleton<IWorkerDuty, AlertLoop>();
        return builder;
    }
}
