using CodeRunner.Api.Deployments.Hosts;

namespace CodeRunner.Api.Deployments;

internal static class DeploymentsExtensions
{
    public static WebApplicationBuilder AddDeployments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<IngressOptions>().BindConfiguration(IngressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<DeploymentViews>();
        builder.Services.AddScoped<DeploymentCommands>();
        builder.Services.AddScoped<HostCommands>().AddSingleton<HostProofs>();
        return builder;
    }
}
