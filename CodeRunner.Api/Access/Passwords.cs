using CodeRunner.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace CodeRunner.Api.Access;

/// <summary>Hashes and checks passwords; an account that does not exist takes as long as one that does.</summary>
internal sealed class Passwords(IPasswordHasher<User> hasher)
{
    public const int LeastLength = 10;
    public const int MostLength = 128;

    // The hasher looks only at the password; Identity's interface wants a user nonetheless.
    private static readonly User Nobody = new("", "", "", isOperator: false, DateTimeOffset.UnixEpoch);

    private readonly Lazy<string> decoy = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Whether the password is right; <paramref name="rehashed"/> is its hash by today's rounds when the kept one is weaker.</summary>
    public bool Verify(string? hash, string password, out string? rehashed)
    {
        var verdict = hasher.VerifyHashedPassword(Nobody, hash ?? decoy.Value, password);
        rehashed = hash is not null && verdict == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null;
        return hash is not null && verdict != PasswordVerificationResult.Failed;
    }
}
