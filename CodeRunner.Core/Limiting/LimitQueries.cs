using CodeRunner.Contracts.Limiting;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Limiting;

/// <summary>
/// What there is of limits and reservations. Whoever lets something rise holds the deployment's row, then the lock of <see cref="LimitAccount"/>, and looks after that: never the other way
/// round, and no row of another deployment after it.
/// </summary>
public static class LimitQueries
{
    public static async Task<LimitAccount> LimitAccountAsync(this CodeRunnerDb db, Guid projectId, LimitOptions usual, CancellationToken cancellationToken)
    {
        var found = await (
            from project in db.Projects
            where project.Id == projectId
            select new
            {
                project.AccountableId,
                OfProject = db.LimitOverrides.FirstOrDefault(each => each.ProjectId == project.Id),
                OfUser = db.LimitOverrides.FirstOrDefault(each => each.UserId != null && each.UserId == project.AccountableId),
            }).AsNoTracking().SingleAsync(cancellationToken);
        var ofUser = found.AccountableId is null ? ResourceLimits.None : found.OfUser?.Limits ?? usual.User.ToLimits();
        return new LimitAccount(projectId, found.AccountableId, found.OfProject?.Limits ?? usual.Project.ToLimits(), ofUser);
    }

    /// <summary>As it is stored, without what the caller has not saved yet.</summary>
    public static Task<DeploymentReservation> ReservationAsync(this CodeRunnerDb db, Guid deploymentId, CancellationToken cancellationToken) =>
        db.Reservations.SingleAsync(each => each.DeploymentId == deploymentId, cancellationToken);

    /// <summary>
    /// What may be had besides <paramref name="deploymentId"/>, until the caller's transaction ends: nobody else who counts against the same limits rises meanwhile. None where nothing is limited;
    /// null where the lock is another's and is not to be waited for, or the project has just passed to somebody else.
    /// </summary>
    public static async Task<IReadOnlyList<Allowance>?> HoldAllowancesAsync(
        this CodeRunnerDb db, Guid projectId, Guid deploymentId, LimitOptions usual, bool wait, CancellationToken cancellationToken)
    {
        var account = await db.LimitAccountAsync(projectId, usual, cancellationToken);
        if (!account.IsLimited)
            return [];
        if (wait)
            await db.LockAsync(account.Lock, cancellationToken);
        else if (!await db.TryLockAsync(account.Lock, cancellationToken))
            return null;
        var held = await db.LimitAccountAsync(projectId, usual, cancellationToken);
        return held.Lock == account.Lock ? await db.AllowancesAsync(held, deploymentId, cancellationToken) : null;
    }

    /// <summary>All that is reserved, but for one deployment's part, in one sum.</summary>
    private static async Task<IReadOnlyList<Allowance>> AllowancesAsync(this CodeRunnerDb db, LimitAccount account, Guid deploymentId, CancellationToken cancellationToken)
    {
        var (projectId, user) = (account.ProjectId, account.AccountableId);
        var others = db.Reservations.Where(each => each.DeploymentId != deploymentId);
        var sums = await (user is not null && account.OfUser != ResourceLimits.None ? others.Where(each => each.AccountableId == user) : others.Where(each => each.ProjectId == projectId))
            .SumBy(each => each.ProjectId == projectId).ToDictionaryAsync(each => each.Key, each => each.ToReservation(), cancellationToken);
        var own = sums.GetValueOrDefault(true);
        return [new(LimitHolder.Project, account.OfProject, own), new(LimitHolder.User, account.OfUser, own + sums.GetValueOrDefault(false))];
    }
}
