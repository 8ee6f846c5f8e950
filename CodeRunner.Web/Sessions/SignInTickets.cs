using System.Security.Cryptography;
using System.Text.Json;
using CodeRunner.Contracts.Access;
using Microsoft.AspNetCore.DataProtection;

namespace CodeRunner.Web.Sessions;

/// <summary>
/// Carries who has shown a right password through the page that asks for the code: encrypted, of one account, and for a few minutes. So the password is not typed again, and is
/// readable nowhere.
/// </summary>
internal sealed class SignInTickets(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("CodeRunner.Web.SignInTicket.v1").ToTimeLimitedDataProtector();

    public string Make(LoginRequest shown) => protector.Protect(JsonSerializer.Serialize<string[]>([shown.Email, shown.Password]), Life);

    /// <summary>Null for one that is over, or is none.</summary>
    public LoginRequest? Read(string ticket, string code)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(protector.Unprotect(ticket)) is [var email, var password] ? new LoginRequest(email, password, code) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
