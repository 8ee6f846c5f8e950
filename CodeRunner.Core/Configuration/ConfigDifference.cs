namespace CodeRunner.Core.Configuration;

/// <summary>How one key differs between two versions; what is not there on one side is null.</summary>
public sealed record ConfigChange(string Key, ConfigContent? Before, ConfigContent? After);

/// <summary>A key in a version with the value that it has there.</summary>
public sealed record ConfigContent(ConfigEntry Entry, ConfigValue Value)
{
    /// <summary>As <see cref="Layers"/> takes it, without what a secret holds.</summary>
    public ConfigItem Item => new(Entry.Key, Value.Text ?? "", Value.IsSecret) { Bytes = Value.Bytes };
}

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

    /// <summary>Whether a key that has this value and this description is the same as before.</summary>
    public static bool IsSame(ConfigContent before, ConfigValue value, string? description) =>
        before.Entry.Description == description
        && (before.Value.Id == value.Id || (!before.Value.IsSecret && !value.IsSecret && before.Value.Text == value.Text));

    private static bool IsSame(ConfigChange change) => change is { Before: { } before, After: { } after } && IsSame(before, after.Value, after.Entry.Description);
}
