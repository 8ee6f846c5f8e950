namespace CodeRunner.Worker.Nodes;

internal static class NodeServices
{
    public static WebApplicationBuilder AddNodes(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<NodeIdentity>();
        builder.Services.AddHostedService<HeartbeatLoop>();
        return builder;
    }
}
