using System.Globalization;
using CodeRunner.Core.Configuration;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>What an app finds in its environment: its own configuration, where programs are, and the port it was given, which is the platform's to say.</summary>
internal static class AppEnvironment
{
    /// <summary>What a configuration may have, and what a runtime or a build adds of its own.</summary>
    private const int MostVariables = Layers.MostVariables + 100;

    public static IReadOnlyDictionary<string, string> Make(SandboxSpec spec, string searchPath, int? port)
    {
        if (spec.Environment.Count > MostVariables)
            throw new SandboxException("environment_too_large", $"An app can have at most {MostVariables} variables.");
        var all = new Dictionary<string, string>
        {
            ["PATH"] = searchPath,
            ["HOME"] = spec.Purpose == SandboxPurpose.Build ? "/tmp" : "/app",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (key, value) in RuntimeSizes.Of(spec.Limits)) all[key] = value;
        foreach (var (key, value) in spec.Environment)
        {
            if (key.Length == 0 || key.Contains('=') || key.Contains('\0') || value.Contains('\0'))
                throw new SandboxException("environment_invalid", $"The variable '{key.Replace('\0', '?')}' can't be given to a process.");
            all[key] = value;
        }

        if (port is not { } given) return all;
        all["PORT"] = all["ASPNETCORE_HTTP_PORTS"] = given.ToString(CultureInfo.InvariantCulture);
        all["HOST"] = "0.0.0.0";
        return all;
    }
}
