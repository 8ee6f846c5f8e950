namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>One version of a key that a key service keeps. Both together are the master key's id.</summary>
internal sealed record KeyReference(string Name, string Version)
{
    public string Id => $"{Name}/{Version}";
}
