using System.Collections.Frozen;
using System.Text.Json;
using CodeRunner.Contracts;

namespace CodeRunner.Api.Problems;

/// <summary>The names that JSON has here. Any other may be a secret in the wrong place, which nothing repeats.</summary>
internal static class KnownNames
{
    private static readonly FrozenSet<string> All = typeof(Wire).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetProperties())
        .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a path as "limits.memoryMb" or "variables[2].key", what comes before the first name that is not known: it may be nothing, or the whole.</summary>
    public static string Known(string path) => string.Join('.', path.Split('.').TakeWhile(step => All.Contains(step.Split('[')[0]) && !step.Contains('\'')));
}
