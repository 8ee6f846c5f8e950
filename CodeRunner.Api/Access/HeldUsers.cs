using CodeRunner.Core;
using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class HeldUsers
{
    /// <summary>
    /// The account as it is now, held until the caller's transaction ends: wrong passwords at the same moment all count, a right one after the last try does not slip in, and no
    /// session begins while others are ended. Who only refers to it, as a refresh does, does not wait.
    /// </summary>
    public static async Task<User?> HoldUserAsync(this CodeRunnerDb db, Guid id, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {id} FOR NO KEY UPDATE", cancellationToken);
        return await db.Users.SingleOrDefaultAsync(each => each.Id == id, cancellationToken);
    }
}
