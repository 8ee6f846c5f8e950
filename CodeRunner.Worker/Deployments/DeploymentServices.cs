using CodeRunner.Core.Vault;
using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Configuration;
using CodeRunner.Worker.Deployments.Tracing;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

internal static class DeploymentServices
{
    public static IHostApplicationBuilder AddDeployments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddVault();
        services.AddOptions<DeploymentOptions>().BindConfiguration(DeploymentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section);
        services.AddSingleton<DeploymentQueue>().AddSingleton<WakeCalls>().AddSingleton<WakeGate>().AddSingleton<DeploymentReconciler>().AddSingleton<EffectRunner>();
        services.AddSingleton<AppConfigurations>().AddSingleton<SandboxSpecs>().AddSingleton<SandboxRunner>().AddSingleton<SandboxWatch>();
        services.AddSingleton<BuildRunner>().AddSingleton<DeploymentFiles>().AddSingleton<NodeShutdown>().AddSingleton<Handover>();
        services.AddDuty<DeploymentDuty>().AddDuty<ClaimDuty>().AddDuty<Adoption>().AddDuty<DeploymentSweep>().AddDuty<UnsettledPoll>().AddDuty<StrainLoop>().AddDuty<ReportDuty>().AddDuty<ArtifactLoop>();
        services.AddSingleton<ILeaderDuty, DeletedProjects>();
        services.AddSingleton<INodeLeaderDuty, ArtifactSweep>().AddSingleton<INodeLeaderDuty, StrayFiles>().AddSingleton<INodeLeaderDuty, StrayImages>();
        services.AddSingleton<ChangeFeed>().AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<WorkerReady>().AddHealthChecks().AddCheck<WorkerReady>("worker", tags: ["ready"]);
        services.AddSingleton<WorkerSeries>().AddHostedService<SeriesStart>();
        return builder;
    }

    /// <summary>To be called last: what is registered last ends first.</summary>
    public static IHostApplicationBuilder AddGracefulEnd(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<GracefulEnd>();
        return builder;
    }

    private static IServiceCollection AddDuty<T>(this IServiceCollection services)
        where T : class, IWorkerDuty =>
        services.AddSingleton<T>().AddSingleton<IWorkerDuty>(provider => provider.GetRequiredService<T>());
}
