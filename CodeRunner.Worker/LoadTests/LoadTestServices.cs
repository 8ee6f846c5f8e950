using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.LoadTests;

internal static class LoadTestServices
{
    public static IHostApplicationBuilder AddLoadTests(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LoadTestOptions>().BindConfiguration(LoadTestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LoadTestStore>().AddSingleton<LoadRunner>().AddSingleton<IWorkerDuty, LoadTestLoop>();
        return builder;
    }
}
