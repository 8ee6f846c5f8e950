using CodeRunner.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Telemetry;

public sealed class LogLevelTests
{
    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Information, false)]
    [InlineData("System.Net.Http.HttpClient.CodeRunnerApi.LogicalHandler", LogLevel.Information, false)]
    [InlineData("Polly", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("CodeRunner.Worker.Deployments.ClaimDuty", LogLevel.Information, true)]
    public void No_service_tells_of_each_request_and_query(string category, LogLevel level, bool told) => IsTold(category, level, []).ShouldBe(told);

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information)]
    [InlineData("Microsoft.AspNetCore", LogLevel.Debug)]
    public void A_services_own_configuration_has_the_last_word(string category, LogLevel level) =>
        IsTold(category, level, new() { [$"Logging:LogLevel:{category}"] = level.ToString() }).ShouldBeTrue();

    private static bool IsTold(string category, LogLevel level, Dictionary<string, string?> configuration)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole();
        builder.AddServiceDefaults();
        using var host = builder.Build();
        return host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level);
    }
}
