using CodeRunner.Contracts.Access;

namespace CodeRunner.Web.Access;

/// <summary>What the registration form posts.</summary>
public sealed class RegisterForm
{
    public string? DisplayName { get; set; }

    public string? Email { get; set; }

    public string? Password { get; set; }

    public RegisterRequest ToRequest() => new(Email?.Trim() ?? "", Password ?? "", DisplayName?.Trim() ?? "");

    public LoginRequest ToLogin() => new(Email?.Trim() ?? "", Password ?? "");
}
