using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Limiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Limiting;

/// <summary>
/// Whether what a command wants fits in the limits of the project and of whom it counts against. To be asked by who holds the deployment, before anything is saved; until the transaction ends
/// nobody else who counts against the same limits rises. What takes no more than before is never refused, and waits for nobody.
/// </summary>
internal sealed class LimitCheck(CodeRunnerDb db, IOptions<LimitOptions> usual)
{
    /// <summary>The answer that refuses what is now wanted of the deployment, and a release with the limits of <paramref name="coming"/>; null where it fits.</summary>
    public async Task<ProblemHttpResult?> RefuseAsync(Deployment deployment, Limits? coming, Caller caller, CancellationToken cancellationToken)
    {
        var stored = await db.ReservationAsync(deployment.Id, cancellationToken);
        var after = stored.After(deployment, coming);
        if (!after.ExceedsAnyOf(stored.Total))
            return null;
        if (await db.HoldAllowancesAsync(deployment.ProjectId, deployment.Id, usual.Value, wait: true, cancellationToken) is not { } allowances)
            return Refuse("The project has just passed to another of its owners: try again.");
        return LimitDecider.Refuse(allowances, stored.Total, after) is { } fault
            ? Refuse(LimitText.Refusal(fault, await NameAsync(deployment.ProjectId, caller, cancellationToken)))
            : null;
    }

    /// <summary>For a transaction that changes many deployments and holds them all: what it asks later it then waits for no more.</summary>
    public async Task HoldAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var account = await db.LimitAccountAsync(projectId, usual.Value, cancellationToken);
        if (account.IsLimited)
            await db.LockAsync(account.Lock, cancellationToken);
    }

    /// <summary>Of whom the project counts against; null where the caller is that user in person, and may know the numbers.</summary>
    private async Task<string?> NameAsync(Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        var user = await db.Users.Where(user => db.Projects.Any(project => project.Id == projectId && project.AccountableId == user.Id))
            .Select(user => new { user.Id, user.DisplayName }).SingleOrDefaultAsync(cancellationToken);
        return user is null || (user.Id == caller.Id && caller.Token is null) ? null : user.DisplayName;
    }

    /// <summary>Forgets what was changed: a request that goes on with other deployments stores nothing of it.</summary>
    private ProblemHttpResult Refuse(string why)
    {
        db.ChangeTracker.Clear();
        return Refusal.Conflict(why);
    }
}
