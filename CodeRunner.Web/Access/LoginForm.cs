using CodeRunner.Contracts.Access;
using CodeRunner.Web.Client;

namespace CodeRunner.Web.Access;

/// <summary>What the sign-in form posts.</summary>
public sealed class LoginForm
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public LoginRequest ToRequest() => new(Email?.Trim() ?? "", Password ?? "");

    /// <summary>Says what is left empty without asking the API, which would count it as an attempt.</summary>
    public ApiProblem? Check()
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(Email))
            errors["email"] = [T("Enter your e-mail address.")];
        if (string.IsNullOrEmpty(Password))
            errors["password"] = [T("Enter your password.")];
        return errors.Count == 0 ? null : new ApiProblem(StatusCodes.Status400BadRequest, T("Something is missing."), Errors: errors);
    }
}
