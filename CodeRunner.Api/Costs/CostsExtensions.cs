namespace CodeRunner.Api.Costs;

internal static class CostsExtensions
{
    public static WebApplicationBuilder AddCosts(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PriceOptions>().BindConfiguration(PriceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<BudgetOptions>().BindConfiguration(BudgetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<ProjectPrices>().AddScoped<CostReader>().AddScoped<CostSettingsCommands>().AddScoped<BudgetJudge>();
        builder.Services.AddHostedService<BudgetLoop>();
        return builder;
    }
}
