namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>Section Vault:KeyService: how patient it is with a key service of either kind.</summary>
public sealed class KeyServiceOptions
{
    public const string Section = $"{VaultOptions.Section}:KeyService";

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    /// <summary>For one try to be answered.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>For a key to be used, all tries and the pauses between them together.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal void Check()
    {
        Check(nameof(TryTimeout), TryTimeout);
        Check(nameof(Timeout), Timeout);
    }

    private static void Check(string name, TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(100) || value > Most)
            throw new MasterKeyException($"{Section}:{name} must be between a tenth of a second and two minutes.");
    }
}
