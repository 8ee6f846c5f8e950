using System.Text.RegularExpressions;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>The keys of a key service that the settings name. What is not among them is not used, whatever the service would do with it.</summary>
internal sealed class KeyList
{
    private const int MostIdLetters = 64;

    private readonly Dictionary<string, KeyReference> keys;

    private KeyList(Dictionary<string, KeyReference> keys, string currentId) => (this.keys, CurrentId) = (keys, currentId);

    public string CurrentId { get; }

    public IReadOnlyCollection<string> Ids => keys.Keys;

    /// <summary>Reads what <paramref name="setting"/> has; <paramref name="shape"/> has the groups name and version. Throws <see cref="MasterKeyException"/>.</summary>
    public static KeyList Parse(string text, string? currentId, string setting, Regex shape, string example)
    {
        var keys = new Dictionary<string, KeyReference>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (shape.Match(part) is not { Success: true } match || part.Length > MostIdLetters)
                throw new MasterKeyException($"{setting} must be name/version of each key, at most {MostIdLetters} letters, separated by commas, such as {example}.");
            currentId = string.IsNullOrEmpty(currentId) ? part : currentId;
            if (!keys.TryAdd(part, new KeyReference(match.Groups["name"].Value, match.Groups["version"].Value)))
                throw new MasterKeyException($"{setting} has {part} twice.");
        }
        if (keys.Count == 0)
            throw new MasterKeyException($"Set {setting}: name/version of each key, the current one first, such as {example}.");
        return keys.ContainsKey(currentId!)
            ? new KeyList(keys, currentId!)
            : throw new MasterKeyException($"{VaultOptions.Section}:{nameof(VaultOptions.CurrentMasterKey)} is not in {setting}.");
    }

    public KeyReference Find(string id) => keys.GetValueOrDefault(id) ?? throw new MasterKeyException($"the master key {id} is not here.");
}
