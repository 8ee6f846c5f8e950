namespace CodeRunner.Api.Alerts;

internal static class AlertsExtensions
{
    public static WebApplicationBuilder AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<AlertRuleCommands>().AddScoped<AlertCommands>();
        builder.Services.AddHostedService<OldAlerts>();
        return builder;
    }
}
