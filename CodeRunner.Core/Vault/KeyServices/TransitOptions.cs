namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>Section Vault:Transit: master keys that HashiCorp Vault or OpenBao keeps, in its transit engine.</summary>
public sealed class TransitOptions
{
    public const string Section = $"{VaultOptions.Section}:Transit";

    /// <summary>Such as https://vault.example.org:8200; http only for this machine itself, as to an agent.</summary>
    public string Address { get; set; } = "";

    /// <summary>Where the engine is mounted.</summary>
    public string Mount { get; set; } = "transit";

    /// <summary>Where there are namespaces, the one that it is in.</summary>
    public string Namespace { get; set; } = "";

    public string Token { get; set; } = "";

    /// <summary>A file with the token, read again each time it is needed: for an agent that renews it.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>`name/version` of each key, separated by commas, the current one first.</summary>
    public string Keys { get; set; } = "";

    internal bool IsSet => (Address + Token + TokenFile + Keys).Length > 0;
}
