using CodeRunner.Api.Access;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core;
using CodeRunner.Core.Limiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Limiting;

/// <summary>What members see of limits.</summary>
internal sealed class LimitViews(CodeRunnerDb db, IOptions<LimitOptions> usual)
{
    /// <summary>The numbers of whom the project counts against are for that user in person: an API token is its project's only.</summary>
    public async Task<ProjectLimitsResponse> OfProjectAsync(Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        var account = await db.LimitAccountAsync(projectId, usual.Value, cancellationToken);
        var own = await db.LimitOverrides.AnyAsync(each => each.ProjectId == projectId, cancellationToken);
        var used = await db.Reservations.Where(each => each.ProjectId == projectId).SumAsync(cancellationToken);
        return new ProjectLimitsResponse(account.OfProject, own, used.ToResponse(), await AccountableAsync(account, caller, cancellationToken));
    }

    public async Task<UserLimitsResponse> OfUserAsync(Guid userId, CancellationToken cancellationToken)
    {
        var own = await db.LimitOverrides.AsNoTracking().SingleOrDefaultAsync(each => each.UserId == userId, cancellationToken);
        var used = await db.Reservations.Where(each => each.AccountableId == userId).SumAsync(cancellationToken);
        var projects = await db.Projects.CountAsync(project => project.AccountableId == userId && project.DeletedAt == null, cancellationToken);
        return new UserLimitsResponse(own?.Limits ?? usual.Value.User.ToLimits(), own is not null, used.ToResponse(), projects);
    }

    private async Task<AccountableUser?> AccountableAsync(LimitAccount account, Caller caller, CancellationToken cancellationToken)
    {
        if (account.AccountableId is not { } id)
            return null;
        var user = await db.Users.Where(each => each.Id == id).Select(each => new { each.Email, each.DisplayName }).SingleAsync(cancellationToken);
        if (account.OfUser == ResourceLimits.None && id != caller.Id)
            return new AccountableUser(user.Email, user.DisplayName, false, null, null);
        var used = await db.Reservations.Where(each => each.AccountableId == id).SumAsync(cancellationToken);
        var full = LimitDecider.IsFull(account.OfUser, used);
        return id == caller.Id && caller.Token is null
            ? new AccountableUser(user.Email, user.DisplayName, full, account.OfUser, used.ToResponse())
            : new AccountableUser(user.Email, user.DisplayName, full, null, null);
    }
}
