using CodeRunner.Contracts.Configuration;

namespace CodeRunner.Web.Configuration;

/// <summary>One variable or secret of the table.</summary>
public sealed record ConfigRow(string Key, bool Secret, string? Value, string? Description, bool Masked)
{
    /// <summary>All of a configuration, by key.</summary>
    public static IReadOnlyList<ConfigRow> Of(ConfigResponse config) =>
    [
        .. config.Variables.Select(each => new ConfigRow(each.Key, false, each.Value, each.Description, true))
            .Concat(config.Secrets.Select(each => new ConfigRow(each.Key, true, null, each.Description, each.Masked)))
            .OrderBy(row => row.Key, StringComparer.Ordinal),
    ];

    /// <summary>Without its value: it may be logged by mistake.</summary>
    public override string ToString() => $"{nameof(ConfigRow)} {{ {Key} }}";

    public bool Matches(string? search) => string.IsNullOrWhiteSpace(search)
        || Key.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) || Description?.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
