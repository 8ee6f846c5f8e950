using CodeRunner.Core;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Access;

internal static class Operators
{
    /// <summary>Asked anew each time: who is one no more is refused at once.</summary>
    public static Task<bool> IsOperatorAsync(this CodeRunnerDb db, Caller caller, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(user => user.Id == caller.Id && user.Operator && user.ClosedAt == null, cancellationToken);
}
