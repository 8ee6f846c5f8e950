using CodeRunner.Worker.Builds.Retention;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Container;
using CodeRunner.Worker.Sandboxes.Plain;
using CodeRunner.Worker.Sandboxes.Swarm;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sandboxes;

public static class SandboxesExtensions
{
    private const string Bubblewrap = "bubblewrap";

    internal static readonly string[] Providers = [Bubblewrap, ContainerProvider.ProviderName, SwarmProvider.ProviderName, ProcessProvider.ProviderName];

    public static IHostApplicationBuilder AddSandboxes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SandboxOptions>()
            .BindConfiguration(SandboxOptions.Section)
            .PostConfigure<IOptions<NodeOptions>>((sandboxes, node) =>
            {
                if (sandboxes.DataDirectory.Length == 0)
                    sandboxes.DataDirectory = node.Value.DataDirectory;
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        // What a swarm runs is reached and ended from anywhere: its Workers share all of it.
        builder.Services.PostConfigure<NodeOptions>(node =>
        {
            if (node.Name.Length == 0 && builder.Configuration[$"{SandboxOptions.Section}:{nameof(SandboxOptions.Provider)}"] == SwarmProvider.ProviderName)
                node.Name = $"swarm-{builder.Configuration[$"{SwarmOptions.Section}:{nameof(SwarmOptions.Name)}"] ?? new SwarmOptions().Name}";
        });
        builder.Services.AddOptions<ContainerOptions>().BindConfiguration(ContainerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SwarmOptions>, SwarmRequired>();
        builder.Services.AddOptions<SwarmOptions>().BindConfiguration(SwarmOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ProcessOptions>, ProcessConsent>();
        builder.Services.AddOptions<ProcessOptions>().BindConfiguration(ProcessOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<ISandboxProvider>(Make).AddSingleton<ISandboxConnections>(services => services.GetRequiredService<ISandboxProvider>());
        if (builder.Configuration[$"{SandboxOptions.Section}:{nameof(SandboxOptions.Provider)}"] == SwarmProvider.ProviderName)
            builder.Services.AddSwarmMachines();
        return builder;
    }

    private static void AddSwarmMachines(this IServiceCollection services) => services
        .AddSingleton(provider => ((SwarmProvider)provider.GetRequiredService<ISandboxProvider>()).Machines)
        .AddSingleton(provider => ((SwarmProvider)provider.GetRequiredService<ISandboxProvider>()).Images)
        .AddSingleton<ISwarmDuty, MachineLoop>().AddSingleton<ISwarmDuty, ForgottenImages>().AddSingleton<IWorkerDuty, SwarmLeadership>();

    private static ISandboxProvider Make(IServiceProvider services) => services.GetRequiredService<IOptions<SandboxOptions>>().Value.Provider switch
    {
        ContainerProvider.ProviderName => ActivatorUtilities.CreateInstance<ContainerProvider>(services),
        SwarmProvider.ProviderName => ActivatorUtilities.CreateInstance<SwarmProvider>(services),
        ProcessProvider.ProviderName => ActivatorUtilities.CreateInstance<ProcessProvider>(services),
        _ => ActivatorUtilities.CreateInstance<BubblewrapProvider>(services),
    };
}
