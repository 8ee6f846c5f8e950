using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

internal static class DeploymentServices
{
    public static IHostApplicationBuilder AddDeployments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DeploymentOptions>().BindConfiguration(DeploymentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section);
        services.AddSingleton<DeploymentQueue>().AddSingleton<DeploymentReconciler>().AddSingleton<EffectRunner>();
        services.AddSingleton<SandboxSpecs>().AddSingleton<SandboxRunner>().AddSingleton<SandboxWatch>().AddSingleton<Adoption>();
        services.AddSingleton<BuildRunner>().AddSingleton<DeploymentFiles>().AddSingleton<NodeShutdown>().AddSingleton<DeploymentSweep>();
        services.AddSingleton<ILeaderDuty, DeploymentDuty>();
        services.AddSingleton<ILeaderDuty>(provider => provider.GetRequiredService<DeploymentSweep>());
        services.AddSingleton<ILeaderDuty, UnsettledPoll>();
        services.AddSingleton<ILeaderDuty, DeletedProjects>();
        services.AddSingleton<ArtifactLoop>().AddSingleton<ILeaderDuty>(provider => provider.GetRequiredService<ArtifactLoop>());
        services.AddSingleton<ILeaderDuty, StrayArtifacts>();
        services.AddSingleton<ChangeFeed>().AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        // Registered last, so that it stops first: its last words still find a log and a database.
        services.AddSingleton<Leadership>().AddHostedService(provider => provider.GetRequiredService<Leadership>());
        services.AddHealthChecks().AddCheck<WorkerReady>("worker", tags: ["ready"]);
        return builder;
    }
}
