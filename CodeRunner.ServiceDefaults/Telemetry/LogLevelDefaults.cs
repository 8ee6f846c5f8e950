using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace CodeRunner.ServiceDefaults.Telemetry;

/// <summary>
/// How much each part of a service tells, unless its configuration says otherwise (`Logging:LogLevel:…`, as ASP.NET Core has it). A line for each request and each query would take more than the
/// queries themselves; what fails there is told by who asked.
/// </summary>
internal static class LogLevelDefaults
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Default"] = "Information",
        ["Microsoft.AspNetCore"] = "Warning",
        ["Microsoft.EntityFrameworkCore"] = "Warning",
        ["Microsoft.EntityFrameworkCore.Database.Command"] = "None",
        ["Microsoft.EntityFrameworkCore.Query"] = "None",
        ["Microsoft.EntityFrameworkCore.Update"] = "None",
        ["Polly"] = "Warning",
        ["StackExchange.Redis"] = "Warning",
        ["System.Net.Http.HttpClient"] = "Warning",
    };

    /// <summary>Before all other sources, so that each of them has the last word.</summary>
    public static void AddLogLevelDefaults(this IConfigurationBuilder configuration) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = Levels.Select(level => KeyValuePair.Create($"Logging:LogLevel:{level.Key}", level.Value)),
    });
}
