using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CodeRunner.Worker.Builds;

public static class BuildsExtensions
{
    /// <summary>
    /// The builder, with the limits of section "Builds". It needs a sandbox provider, a log sink, sources, a <see cref="NodeIdentity"/> and the section "Node".
    /// </summary>
    public static IHostApplicationBuilder AddBuilds(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BuildsOptions>().BindConfiguration(BuildsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton<RegistryEnvironment>()
            .AddSingleton<RegistryHosts>()
            .AddSingleton<NuGetSources>()
            .AddSingleton<BuildPaths>()
            .AddSingleton<PackageCaches>()
            .AddSingleton<BuildWorkspaces>()
            .AddSingleton<ArtifactStore>()
            .AddSingleton<ArtifactUpkeep>()
            .AddSingleton<DiskRoom>()
            .AddSingleton<BuildSlots>()
            .AddSingleton<BuildTurns>()
            .AddSingleton<ImageReleases>()
            .AddSingleton<BuildLog>()
            .AddSingleton<StepRunner>()
            .AddSingleton<IReleaseBuilder, ReleaseBuilder>();
        return builder;
    }
}
