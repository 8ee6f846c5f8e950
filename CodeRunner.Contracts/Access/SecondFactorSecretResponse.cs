namespace CodeRunner.Contracts.Access;

/// <summary>What a device needs to make codes: <paramref name="Secret"/> in base32, and the same as an otpauth URI for a QR code.</summary>
public sealed record SecondFactorSecretResponse(string Secret, string Uri)
{
    /// <summary>Without what must not be seen: it may be logged by mistake.</summary>
    public override string ToString() => nameof(SecondFactorSecretResponse);
}
