namespace CodeRunner.Api.LoadTests;

internal static class LoadTestExtensions
{
    public static WebApplicationBuilder AddLoadTests(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<LoadTestCommands>().AddScoped<LoadTestReader>();
        return builder;
    }
}
