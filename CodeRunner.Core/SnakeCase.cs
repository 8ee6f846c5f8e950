using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

/// <summary>Names columns as people type them in psql: release_id and not "ReleaseId".</summary>
internal static partial class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(Words().Replace(property.Name, "$1_$2").ToLowerInvariant());
    }

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Words();
}
