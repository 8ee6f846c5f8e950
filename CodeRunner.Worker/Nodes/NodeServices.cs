namespace CodeRunner.Worker.Nodes;

internal static class NodeServices
{
    public static IHostApplicationBuilder AddNodes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<NodeIdentity>();
        builder.Services.AddHostedService<HeartbeatLoop>();
        return builder;
    }
}
