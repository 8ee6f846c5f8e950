using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Api.Access;

/// <summary>Makes users. The first one is the platform's operator.</summary>
internal sealed class Registration(CodeRunnerDb db, Passwords passwords, TimeProvider time)
{
    private const int MostEmailLength = 254;
    private const int MostNameLength = 100;

    public static Faults Check(RegisterRequest request) => new Faults()
        .Check(IsEmail(request.Email), "email", "It must be an e-mail address.")
        .Check(request.Password is { Length: >= Passwords.LeastLength and <= Passwords.MostLength }, "password",
            $"It must have {Passwords.LeastLength} to {Passwords.MostLength} characters.")
        .Length(request.DisplayName, "displayName", 1, MostNameLength)
        .Check(!(request.DisplayName ?? "").Any(char.IsControl), "displayName", "It must not have control characters.");

    /// <summary>Null when the address is taken.</summary>
    public Task<User?> AddAsync(RegisterRequest request, CancellationToken cancellationToken)
    {
        var hash = passwords.Hash(request.Password);
        return db.InTransactionAsync(() => AddAsync(request.Email.Trim(), request.DisplayName.Trim(), hash, cancellationToken), cancellationToken);
    }

    private async Task<User?> AddAsync(string email, string displayName, string hash, CancellationToken cancellationToken)
    {
        var first = !await db.Users.AnyAsync(cancellationToken);
        if (first)
        {
            // Two first users at once: the second waits here, and then is not the first.
            await db.LockAsync("first user", cancellationToken);
            first = !await db.Users.AnyAsync(cancellationToken);
        }
        var user = new User(email, displayName, hash, first, time.GetUtcNow());
        db.Users.Add(user);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return user;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null;
        }
    }

    private static bool IsEmail(string? email)
    {
        var text = (email ?? "").Trim();
        var at = text.IndexOf('@');
        return text.Length <= MostEmailLength && at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1
            && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
    }
}
