namespace CodeRunner.Core.Configuration;

/// <summary>A configuration at one version, by key. <paramref name="Made"/> is null for version 0, the empty one.</summary>
public sealed record ConfigState(ConfigScope Scope, ConfigVersion? Made, IReadOnlyList<ConfigContent> Contents)
{
    public int Number => Made?.Number ?? 0;

    public ConfigContent? Find(string key) => Contents.FirstOrDefault(content => content.Entry.Key == key);
}
