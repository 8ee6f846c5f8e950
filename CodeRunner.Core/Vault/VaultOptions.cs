namespace CodeRunner.Core.Vault;

/// <summary>Section Vault: where master keys come from. Exactly one of <see cref="MasterKeys"/> and <see cref="MasterKeyFile"/> is needed.</summary>
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

    /// <summary>Throws <see cref="MasterKeyException"/>.</summary>
    public IMasterKeys Open() => (MasterKeys.Length > 0, MasterKeyFile.Length > 0) switch
    {
        (true, false) => KeyRing.Parse(MasterKeys, CurrentMasterKey),
        (false, true) => KeyFile.Read(MasterKeyFile, CurrentMasterKey),
        _ => throw new MasterKeyException(
            $"Set one of {Section}:{nameof(MasterKeys)} (id:base64 of 32 random bytes; make one with: openssl rand -base64 32) and {Section}:{nameof(MasterKeyFile)}."),
    };
}
