namespace CodeRunner.Contracts.Configuration;

/// <summary>A secret, without its value. <paramref name="Masked"/>: whether it is long enough to be masked in logs.</summary>
public sealed record ConfigSecret(string Key, string? Description, bool Masked)
{
    /// <summary>Shorter ones would be found everywhere in logs. UTF-8 bytes; the same as the shim's, which shares no code with this.</summary>
    public const int LeastMaskedBytes = 6;
}
