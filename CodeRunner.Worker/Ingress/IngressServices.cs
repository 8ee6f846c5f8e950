using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Ingress.Forwarding;
using CodeRunner.Worker.Ingress.Listening;
using CodeRunner.Worker.Ingress.Storing;
using CodeRunner.Worker.Ingress.Waking;
using CodeRunner.Worker.Metrics;

namespace CodeRunner.Worker.Ingress;

internal static class IngressServices
{
    public static IHostApplicationBuilder AddIngress(this IHostApplicationBuilder builder)
    {
        InlineSockets.Prepare();
        builder.Services.AddOptions<IngressOptions>().BindConfiguration(IngressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        // A line for each request, and for each that an app broke, is the app's to write.
        builder.Logging.AddFilter("Yarp.ReverseProxy", LogLevel.Critical);
        builder.Services.AddHttpForwarder();
        builder.Services.AddOptions<MetricOptions>().BindConfiguration(MetricOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<DeploymentSeries>().AddSingleton<TrafficCounters>().AddSingleton<HostNames>().AddSingleton<RouteTable>().AddSingleton<TrustedProxies>().AddSingleton<WaitingRoom>();
        builder.Services.AddSingleton<RouteStore>().AddHostedService(services => services.GetRequiredService<RouteStore>());
        builder.Services.AddSingleton<RouteLoader>().AddHostedService(services => services.GetRequiredService<RouteLoader>());
        builder.Services.AddHostedService<WakeCaller>();
        builder.Services.AddSingleton<IngressServer>().AddHostedService(services => services.GetRequiredService<IngressServer>());
        return builder;
    }
}
