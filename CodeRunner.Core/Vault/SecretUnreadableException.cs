namespace CodeRunner.Core.Vault;

/// <summary>A secret can't be decrypted. The message names its key, says why, and is fit for people.</summary>
public sealed class SecretUnreadableException(string key, string why, Exception inner) : Exception($"The secret {key} can't be decrypted: {why}", inner)
{
    public string Key { get; } = key;
}
