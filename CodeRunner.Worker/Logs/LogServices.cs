using CodeRunner.Worker.Live;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Logs;

internal static class LogServices
{
    public static IHostApplicationBuilder AddLogs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<LivePublisher>();
        builder.Services.AddSingleton<LogWriter>();
        builder.Services.AddSingleton<LogStore>();
        builder.Services.AddSingleton<ILogSink>(services => services.GetRequiredService<LogStore>());
        builder.Services.AddHostedService(services => services.GetRequiredService<LogStore>());
        builder.Services.AddSingleton<SystemLog>();
        builder.Services.AddSingleton<LogShipper>();
        builder.Services.AddSingleton<ILeaderDuty, LogRetention>();
        return builder;
    }
}
