using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CodeRunner.Core;

/// <summary>Names columns as people type them in psql, where they are not named otherwise: release_id and not "ReleaseId".</summary>
internal static partial class SnakeCase
{
    public static void Apply(ModelBuilder model)
    {
        var unnamed = model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null);
        foreach (var property in unnamed)
            property.SetColumnName(Words().Replace(property.Name, "$1_$2").ToLowerInvariant());
    }

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Words();
}
