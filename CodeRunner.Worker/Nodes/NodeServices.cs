namespace CodeRunner.Worker.Nodes;

internal static class NodeServices
{
    /// <summary>Registered before the ingress, so that it ends after it: while requests are in flight here, others count on this Worker's word.</summary>
    public static IHostApplicationBuilder AddNodes(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LeaseOptions>().BindConfiguration(LeaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NodeIdentity>().AddSingleton<MachineLoad>().AddSingleton<Ownerships>().AddSingleton<WorkerRegistry>().AddSingleton<Membership>();
        services.AddSingleton<LeaseStore>().AddSingleton<ForgottenLeases>().AddSingleton<SharedUse>();
        services.AddSingleton<IWorkerDuty, DatabaseLeadership>().AddSingleton<IWorkerDuty, NodeLeadership>();
        services.AddSingleton<WorkerSession>().AddHostedService(provider => provider.GetRequiredService<WorkerSession>());
        services.AddSingleton<SharedDrain>().AddHostedService(provider => provider.GetRequiredService<SharedDrain>());
        services.AddHostedService<HeartbeatLoop>();
        return builder;
    }
}
