namespace CodeRunner.Api.Scaling;

internal static class ScalingExtensions
{
    public static WebApplicationBuilder AddScaling(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ScalingChanges>().AddScoped<ScalingPolicyCommands>().AddScoped<ScalingScheduleCommands>().AddScoped<ScalingReplay>();
        return builder;
    }

    public static RouteGroupBuilder MapScaling(this RouteGroupBuilder api) => api.MapScalingPolicies().MapScalingSchedules().MapScalingDecisions().MapScalingReplay();
}
