using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Limiting;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Limiting;

/// <summary>
/// Whom a project counts against: who made it, and when they own it no more, its longest-serving owner with room for it. Who leaves can't load it on somebody who has none; who puts another
/// owner out takes it, if need be above the own limits, where then nothing rises.
/// </summary>
internal sealed class Accountability(CodeRunnerDb db, IOptions<LimitOptions> usual)
{
    /// <summary>
    /// To be asked with the project's row held, and its members changed but not saved. The answer that refuses the change, or null: whom the project counts against is then right, and
    /// <paramref name="passed"/> told of whoever that is now.
    /// </summary>
    public async Task<ProblemHttpResult?> SettleAsync(Project project, Guid memberId, Caller caller, Action<Guid> passed, CancellationToken cancellationToken)
    {
        var owners = db.Members.Local.Where(member => member.ProjectId == project.Id && member.Role == ProjectRole.Owner).OrderBy(member => member.CreatedAt).ThenBy(member => member.UserId)
            .Select(member => member.UserId).ToList();
        if (owners.Count == 0 || owners.Exists(id => id == project.AccountableId))
            return null;
        if (await HeirAsync(project, owners, cancellationToken) is { } heir)
            project.CountAgainst(heir);
        else if (memberId != caller.Id && owners.Contains(caller.Id))
            project.CountAgainst(caller.Id);
        else
            return Refusal.Conflict("The project counts against you, and no other owner has room for what it reserves: stop or scale down some of its deployments first.");
        passed(project.AccountableId!.Value);
        return null;
    }

    private async Task<Guid?> HeirAsync(Project project, List<Guid> owners, CancellationToken cancellationToken)
    {
        // In one order for all who pass something on. Who lets the project rise meanwhile has its present lock.
        foreach (var id in owners.Append(project.AccountableId ?? project.Id).Order())
            await db.LockAsync(LimitAccount.LockOf(id), cancellationToken);
        var reserved = await db.Reservations.Where(each => each.ProjectId == project.Id).SumAsync(cancellationToken);
        var used = await db.Reservations.Where(each => each.AccountableId != null && owners.Contains(each.AccountableId.Value)).SumBy(each => each.AccountableId)
            .ToDictionaryAsync(each => each.Key!.Value, each => each.ToReservation(), cancellationToken);
        var own = await db.LimitOverrides.AsNoTracking().Where(each => each.UserId != null && owners.Contains(each.UserId.Value))
            .ToDictionaryAsync(each => each.UserId!.Value, each => each.Limits, cancellationToken);
        return Heirs.Choose(owners.Select(id => (id, own.GetValueOrDefault(id) ?? usual.Value.User.ToLimits(), used.GetValueOrDefault(id))), reserved);
    }
}
