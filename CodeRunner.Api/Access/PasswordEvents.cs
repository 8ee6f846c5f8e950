namespace CodeRunner.Api.Access;

/// <summary>What is written down of passwords and second factors: never one of them.</summary>
internal static class PasswordEvents
{
    public const string Changed = "account.password";
    public const string ResetOffered = "account.password-reset";
    public const string SecondFactorOn = "account.second-factor-on";
    public const string SecondFactorOff = "account.second-factor-off";
    public const string RecoveryCodes = "account.recovery-codes";
}
