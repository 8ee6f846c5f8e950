namespace CodeRunner.Api.Access;

/// <summary>What somebody shows to be an account's user. No record: it must not print.</summary>
internal sealed class Shown(string password, string? code = null, bool asksCode = false)
{
    /// <summary>More than a recovery code has, however it is spaced.</summary>
    public const int MostCodeLength = 100;

    public string Password => password;

    public string? Code => code;

    /// <summary>Whether a code is needed too, where the account has a second factor.</summary>
    public bool AsksCode => asksCode;
}
