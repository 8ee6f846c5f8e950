namespace CodeRunner.Core.Configuration;

/// <summary>How one key differs between two versions; what is not there on one side is null.</summary>
public sealed record ConfigChange(string Key, ConfigContent? Before, ConfigContent? After);

/// <summary>A key in a version with the value that it has there.</summary>
public sealed record ConfigContent(ConfigEntry Entry, ConfigValue Value);

public static class ConfigDifference
{
    /// <summary>Keys that differ in value, in being secret or in description, by key. Secrets differ when they were set anew.</summary>
    public static IReadOnlyList<ConfigChange> Of(IEnumerable<ConfigContent> before, IEnumerable<ConfigContent> after)
    {
        var (old, now) = (before.ToDictionary(each => each.Entry.Key), after.ToDictionary(each => each.Entry.Key));
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(key => new ConfigChange(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(change => !IsSame(change)),
        ];
    }

    private static bool IsSame(ConfigChange change) =>
        change is { Before: { } before, After: { } after }
        && before.Entry.Description == after.Entry.Description
        && (before.Entry.ValueId == after.Entry.ValueId || (!before.Value.IsSecret && !after.Value.IsSecret && before.Value.Text == after.Value.Text));
}
