namespace CodeRunner.Worker.Ingress;

internal static class IngressServices
{
    public static IHostApplicationBuilder AddIngress(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<IngressOptions>().BindConfiguration(IngressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<HostNames>().AddSingleton<RouteTable>();
        builder.Services.AddSingleton<RouteLoader>().AddHostedService(services => services.GetRequiredService<RouteLoader>());
        builder.Services.AddSingleton<IngressServer>().AddHostedService(services => services.GetRequiredService<IngressServer>());
        return builder;
    }
}
