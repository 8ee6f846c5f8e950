using System.Collections;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>What a child gets of the AppHost's own environment.</summary>
internal static class InheritedEnvironment
{
    /// <summary>By this variable a launcher finds what a killed run left behind.</summary>
    public const string RunVariable = "CODERUNNER_RUN";

    // What is said to the AppHost alone, or holds values that only some resources are given.
    private static readonly string[] Withheld =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "URLS", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "Parameters__", "ConnectionStrings__", "LocalAspire__"];

    public static Dictionary<string, object> ForApps(string dataDirectory)
    {
        Dictionary<string, object> variables = [];
        foreach (DictionaryEntry each in Environment.GetEnvironmentVariables())
        {
            var name = (string)each.Key;
            if (!Withheld.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))) variables[name] = (string?)each.Value ?? "";
        }

        variables.TryAdd(RunVariable, dataDirectory);
        return variables;
    }

    /// <summary>A server of this library needs next to nothing.</summary>
    public static Dictionary<string, string> ForServers(string dataDirectory) => new()
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        ["LANG"] = "C.UTF-8",
        [RunVariable] = Environment.GetEnvironmentVariable(RunVariable) ?? dataDirectory,
    };
}
