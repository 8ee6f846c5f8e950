using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Identity;
using NSec.Cryptography;

namespace CodeRunner.Api.Access;

/// <summary>
/// Argon2id (RFC 9106), as OWASP advises: 19 MiB, two passes, one lane. A hash is kept as the reference implementation writes it, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>. Those of
/// before (PBKDF2, as Identity writes it) count, and are to be made anew.
/// </summary>
internal sealed partial class Argon2Hasher : IPasswordHasher<User>
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private static readonly Argon2Parameters Today = new() { MemorySize = 19 * 1024, NumberOfPasses = 2, DegreeOfParallelism = 1 };

    private readonly PasswordHasher<User> before = new();

    public string HashPassword(User user, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"{Prefix(Today)}{Text(salt)}${Text(Derive(Today, password, salt))}";
    }

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        if (!hashedPassword.StartsWith('$'))
            return Judge(before.VerifyHashedPassword(user, hashedPassword, providedPassword) != PasswordVerificationResult.Failed, isToday: false);
        var kept = Format().Match(hashedPassword);
        if (!kept.Success)
            return PasswordVerificationResult.Failed;
        var parameters = new Argon2Parameters { MemorySize = Number("m"), NumberOfPasses = Number("t"), DegreeOfParallelism = 1 };
        var derived = Derive(parameters, providedPassword, Bytes(kept.Groups["salt"].Value));
        return Judge(CryptographicOperations.FixedTimeEquals(derived, Bytes(kept.Groups["hash"].Value)), Prefix(parameters) == Prefix(Today));

        long Number(string name) => long.Parse(kept.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static PasswordVerificationResult Judge(bool isRight, bool isToday) =>
        !isRight ? PasswordVerificationResult.Failed : isToday ? PasswordVerificationResult.Success : PasswordVerificationResult.SuccessRehashNeeded;

    private static string Prefix(Argon2Parameters parameters) => string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={parameters.MemorySize},t={parameters.NumberOfPasses},p=1$");

    private static byte[] Derive(Argon2Parameters parameters, string password, byte[] salt) => new Argon2id(parameters).DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashBytes);

    // Base64 without its padding.
    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Bytes(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    [GeneratedRegex(@"^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=1\$(?<salt>[A-Za-z0-9+/]{22})\$(?<hash>[A-Za-z0-9+/]{43})$")]
    private static partial Regex Format();
}
