namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>Section Vault:KeyVault: master keys that Azure's Key Vault keeps: RSA, for wrapKey, unwrapKey and sign.</summary>
public sealed class KeyVaultOptions
{
    public const string Section = $"{VaultOptions.Section}:KeyVault";

    /// <summary>Such as https://coderunner.vault.azure.net.</summary>
    public string Uri { get; set; } = "";

    /// <summary>`name/version` of each key, separated by commas, the current one first; a version is 32 hexadecimal digits.</summary>
    public string Keys { get; set; } = "";

    /// <summary>What a token is asked for; when empty, it follows from the vault's host.</summary>
    public string Scope { get; set; } = "";

    internal bool IsSet => (Uri + Keys).Length > 0;
}
