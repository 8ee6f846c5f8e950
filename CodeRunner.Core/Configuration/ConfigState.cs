namespace CodeRunner.Core.Configuration;

/// <summary>A configuration at one version, by key. <paramref name="Made"/> is null for version 0, the empty one.</summary>
public sealed record ConfigState(ConfigScope Scope, ConfigVersion? Made, IReadOnlyList<ConfigContent> Contents)
{
    private readonly Lazy<Dictionary<string, ConfigContent>> byKey = new(() => Contents.ToDictionary(content => content.Entry.Key, StringComparer.Ordinal));

    public int Number => Made?.Number ?? 0;

    public ConfigContent? Find(string key) => byKey.Value.GetValueOrDefault(key);

    /// <summary>As <see cref="Layers"/> takes them, without what secrets hold.</summary>
    public IEnumerable<ConfigItem> Items => Contents.Select(content => content.Item);
}
