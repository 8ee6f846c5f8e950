using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Access;

/// <summary>What is posted to set a new password with what an operator gave out.</summary>
public sealed class ResetPasswordForm
{
    public string? Token { get; set; }

    public string? Password { get; set; }

    public ResetPasswordRequest ToRequest() => new(Token?.Trim() ?? "", Password ?? "");
}
