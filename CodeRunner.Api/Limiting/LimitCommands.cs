using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Limiting;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Limiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Limiting;

/// <summary>Sets and clears limits of single projects and users, which the platform's audit log has. What rises meanwhile was measured by the limits of before.</summary>
internal sealed class LimitCommands(CodeRunnerDb db, AuditTrail audit, TimeProvider time)
{
    private const string SetAction = "limits.set";
    private const string ClearAction = "limits.clear";

    /// <summary>Without <paramref name="limits"/> the usual ones hold again.</summary>
    public Task<Results<NoContent, ProblemHttpResult>> OfProjectAsync(Guid projectId, ResourceLimits? limits, Caller caller, CancellationToken cancellationToken) => ChangeAsync(
        limits, caller, async () => await db.Projects.AnyAsync(project => project.Id == projectId && project.DeletedAt == null, cancellationToken) ? (projectId, $"project {projectId}") : null,
        id => db.LimitOverrides.SingleOrDefaultAsync(each => each.ProjectId == id, cancellationToken), LimitOverride.OfProject, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> OfUserAsync(string email, ResourceLimits? limits, Caller caller, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email);
        return ChangeAsync(
            limits, caller, async () => await db.Users.SingleOrDefaultAsync(user => user.NormalizedEmail == normalized, cancellationToken) is { } user ? (user.Id, $"user {user.Email}") : null,
            id => db.LimitOverrides.SingleOrDefaultAsync(each => each.UserId == id, cancellationToken), LimitOverride.OfUser, cancellationToken);
    }

    private Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        ResourceLimits? limits,
        Caller caller,
        Func<Task<(Guid Id, string Target)?>> find,
        Func<Guid, Task<LimitOverride?>> findOwn,
        Func<Guid, DateTimeOffset, LimitOverride> make,
        CancellationToken cancellationToken) => db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
        async () =>
        {
            if (!await db.IsOperatorAsync(caller, cancellationToken))
                return Refusal.OperatorsOnly();
            if (Check(limits).Any(out var invalid))
                return invalid;
            if (await find() is not var (id, target))
                return Refusal.NotFound();
            await db.LockAsync($"own limits of {id}", cancellationToken);
            var own = await findOwn(id);
            if (limits is null && own is null)
                return TypedResults.NoContent();
            var before = own?.Limits;
            Change(own, limits, () => make(id, time.GetUtcNow()), caller);
            await db.SaveChangesAsync(cancellationToken);
            await audit.AddAsync(AuditChain.Platform, caller, limits is null ? ClearAction : SetAction, target, null, AuditOutcome.Done, new { limits, before }, cancellationToken);
            return TypedResults.NoContent();
        },
        cancellationToken);

    private void Change(LimitOverride? own, ResourceLimits? limits, Func<LimitOverride> make, Caller caller)
    {
        if (limits is null)
        {
            db.LimitOverrides.Remove(own!);
            return;
        }
        if (own is null)
            db.LimitOverrides.Add(own = make());
        own.Set(limits, caller.Id, time.GetUtcNow());
    }

    private static Faults Check(ResourceLimits? limits)
    {
        var faults = new Faults();
        foreach (var (field, text) in limits is null ? [] : LimitRules.Check(limits))
            faults.Check(false, field, text);
        return faults;
    }
}
