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
}
