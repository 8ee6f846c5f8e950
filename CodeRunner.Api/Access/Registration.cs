using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Access;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CodeRunner.Api.Access;

/// <summary>Makes users. The first one is the platform's operator.</summary>
internal sealed class Registration(CodeRunnerDb db, Passwords passwords, AuditTrail audit, TimeProvider time)
{
    private const int MostEmailLength = 254;
    private const int MostNameLength = 100;

    public static Faults Check(RegisterRequest request) => new Faults()
        .Check(IsEmail(request.Email), "email", "It must be an e-mail address.")
        .Password(request.Password, "password", request.Email, request.DisplayName)
        .Length(request.DisplayName, "displayName", 1, MostNameLength)
        .Check(!(request.DisplayName ?? "").Any(char.IsControl), "displayName", "It must not have control characters.");

    /// <summary>Null when the address is taken.</summary>
    public async Task<User?> AddAsync(RegisterRequest request, string? ip, CancellationToken cancellationToken)
    {
        var (email, hash) = (request.Email.Trim(), await passwords.HashAsync(request.Password, cancellationToken));
        var user = await db.InTransactionAsync(() => AddAsync(email, request.DisplayName.Trim(), hash, ip, cancellationToken), cancellationToken);
        if (user is null)
            await audit.DenyAsync(AccountEvents.DeniedToStranger(AccountEvents.Registered, email, ip), cancellationToken);
        return user;
    }

    private async Task<User?> AddAsync(string email, string displayName, string hash, string? ip, CancellationToken cancellationToken)
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
        if (!await TrySaveAsync(cancellationToken))
            return null;
        await audit.AddAsync(AccountEvents.Of(user, AccountEvents.Registered, email, ip, first ? new { Operator = true } : null), cancellationToken);
        return user;
    }

    /// <summary>False when the address is taken.</summary>
    private async Task<bool> TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
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
