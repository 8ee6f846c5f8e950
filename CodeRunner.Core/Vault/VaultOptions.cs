using Azure.Core;
using CodeRunner.Core.Vault.KeyServices;

namespace CodeRunner.Core.Vault;

/// <summary>
/// Section Vault: where master keys come from. Exactly one of <see cref="MasterKeys"/>, <see cref="MasterKeyFile"/>, <see cref="Transit"/> and <see cref="KeyVault"/> is
/// needed.
/// </summary>
public sealed class VaultOptions
{
    public const string Section = "Vault";

    /// <summary>`id:base64` of each master key (32 random bytes), separated by commas, the current one first.</summary>
    public string MasterKeys { get; set; } = "";

    /// <summary>A file with the same, one a line, that only its owner may read (0600).</summary>
    public string MasterKeyFile { get; set; } = "";

    /// <summary>The id of the key that new secrets are wrapped with; the first one when empty.</summary>
    public string CurrentMasterKey { get; set; } = "";

    /// <summary>Whether `migrate` makes the file with a new key where there is none: for a developer's own machine.</summary>
    public bool GenerateMasterKeyFile { get; set; }

    public TransitOptions Transit { get; set; } = new();

    public KeyVaultOptions KeyVault { get; set; } = new();

    public KeyServiceOptions KeyService { get; set; } = new();

    /// <summary>Whether a service outside keeps the keys.</summary>
    internal bool UsesKeyService => Transit.IsSet || KeyVault.IsSet;

    /// <summary>The part of the settings that says where keys come from, for who has to change it.</summary>
    internal string Source => Transit.IsSet ? TransitOptions.Section : KeyVault.IsSet ? KeyVaultOptions.Section : Section;

    /// <summary>Throws <see cref="MasterKeyException"/>. A key service is not asked yet. Without a credential, Key Vault gets Azure's default one.</summary>
    public IMasterKeys Open(TokenCredential? credential = null) => (MasterKeys.Length > 0, MasterKeyFile.Length > 0, Transit.IsSet, KeyVault.IsSet) switch
    {
        (true, false, false, false) => KeyRing.Parse(MasterKeys, CurrentMasterKey),
        (false, true, false, false) => KeyFile.Read(MasterKeyFile, CurrentMasterKey),
        (false, false, true, false) => TransitKeys.Open(this),
        (false, false, false, true) => KeyVaultKeys.Open(this, credential),
        _ => throw new MasterKeyException(
            $"Set one of {Section}:{nameof(MasterKeys)} (id:base64 of 32 random bytes; make one with: openssl rand -base64 32), {Section}:{nameof(MasterKeyFile)}, "
            + $"{TransitOptions.Section} and {KeyVaultOptions.Section}, and no second one."),
    };
}
