using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.LocalAspire.Dashboard;

/// <summary>The style sheets and the script, from within the assembly.</summary>
internal static class DashboardAssets
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["tokens.css"] = "text/css",
        ["dashboard.css"] = "text/css",
        ["dashboard.js"] = "text/javascript",
    };

    public static void Map(WebApplication app) => app.MapGet("/assets/{file}", (string file) =>
        Types.TryGetValue(file, out var type)
            ? Results.Stream(typeof(DashboardAssets).Assembly.GetManifestResourceStream($"LocalAspire.{file}")!, $"{type}; charset=utf-8")
            : Results.NotFound());
}
