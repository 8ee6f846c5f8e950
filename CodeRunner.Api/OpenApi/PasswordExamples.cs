using CodeRunner.Contracts.Access;

namespace CodeRunner.Api.OpenApi;

/// <summary>Of passwords and second factors. The secrets are nobody's.</summary>
internal static class PasswordExamples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static ChangePasswordRequest Change { get; } = new("a long password", "an even longer password");

    public static OfferPasswordResetRequest Offer { get; } = new(SecondFactor: true);

    public static PasswordResetResponse Offered { get; } = new("bm90IGEgdG9rZW4sIG9ubHkgYW4gZXhhbXBsZSBvZiBvbmU", Noon.AddHours(1));

    public static ResetPasswordRequest Reset { get; } = new(Offered.Token, "an even longer password");

    public static SecondFactorResponse SecondFactor { get; } = new(true, Noon, 9);

    public static PasswordRequest Password { get; } = new("a long password");

    public static SecondFactorSecretResponse Secret { get; } = new(
        "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "otpauth://totp/CodeRunner:ada%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=CodeRunner&algorithm=SHA1&digits=6&period=30");

    public static CodeRequest Code { get; } = new("123456");

    public static PasswordAndCodeRequest PasswordAndCode { get; } = new("a long password", "123456");

    public static RecoveryCodesResponse RecoveryCodes { get; } = new(["0123ab-cdefgh-jkmnpq-rstvwx", "4567yz-0123ab-cdefgh-jkmnpq"]);
}
