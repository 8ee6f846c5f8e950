using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class HeldUsers
{
    /// <summary>The account as it is now, held until the caller's transaction ends: tries at the same moment all count, and no session begins while others are ended.</summary>
    public static async Task<User?> FindHeldUserAsync(this CodeRunnerDb db, Guid id, CancellationToken cancellationToken)
    {
        await db.HoldUserAsync(id, cancellationToken);
        return await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
    }

    /// <summary>The account with this address, held as above; null where there is none.</summary>
    public static async Task<User?> FindHeldUserAsync(this CodeRunnerDb db, string email, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email);
        return await db.Users.Where(each => each.NormalizedEmail == normalized).Select(each => (Guid?)each.Id).SingleOrDefaultAsync(cancellationToken) is { } id
            ? await db.FindHeldUserAsync(id, cancellationToken)
            : null;
    }
}
