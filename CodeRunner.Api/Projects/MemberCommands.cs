using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

/// <summary>Who is a member. The project's row is held, so that two owners can't remove each other at the same moment.</summary>
internal sealed class MemberCommands(CodeRunnerDb db, Visibility visibility, Accountability accountability, AuditTrail audit, TimeProvider time)
{
    public const int Most = 200;

    public Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid projectId, string email, ProjectRole role, EnvironmentName[] environments, EnvironmentName[]? reveals, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(projectId, email, caller, mayLeave: false, (user, member, owners, count) =>
        {
            if (member is null && count >= Most)
                return Refusal.Conflict($"A project has {Most} members at most.");
            if (IsLastOwner(member, owners) && role != ProjectRole.Owner)
                return LastOwner();
            if (member is null)
                db.Members.Add(new Member(projectId, user.Id, role, environments, time.GetUtcNow(), reveals));
            else
                member.Change(role, environments, reveals);
            return TypedResults.NoContent();
        }, cancellationToken);

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid projectId, string email, Caller caller, CancellationToken cancellationToken) =>
        ChangeAsync(projectId, email, caller, mayLeave: true, (_, member, owners, _) =>
        {
            if (member is null)
                return Refusal.NotFound();
            if (IsLastOwner(member, owners))
                return LastOwner();
            db.Members.Remove(member);
            return TypedResults.NoContent();
        }, cancellationToken);

    private Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        Guid projectId,
        string email,
        Caller caller,
        bool mayLeave,
        Func<User, Member?, int, int, Results<NoContent, ProblemHttpResult>> change,
        CancellationToken cancellationToken) => db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
        async () =>
        {
            var normalized = User.Normalize(email);
            var user = await db.Users.SingleOrDefaultAsync(each => each.NormalizedEmail == normalized, cancellationToken);
            var right = mayLeave && user?.Id == caller.Id ? Right.Read : Right.Administer;
            var seen = await visibility.LockProjectAsync(projectId, caller, right, null, cancellationToken);
            if (!seen.TryGet(out var project, out var refusal))
            {
                if (seen.Denied is not null)
                    await audit.DenyAsync(projectId, caller, mayLeave ? "member.remove" : "member.set", email, null, cancellationToken);
                return refusal;
            }
            if (user is null)
                return Refusal.NotFound();
            var members = await db.Members.Where(each => each.ProjectId == projectId).ToListAsync(cancellationToken);
            var answer = change(
                user, members.SingleOrDefault(each => each.UserId == user.Id), members.Count(each => each.Role == ProjectRole.Owner), members.Count);
            if (answer.Result is not NoContent)
                return answer;
            Guid? passedTo = null;
            if (await accountability.SettleAsync(project, user.Id, caller, heir => passedTo = heir, cancellationToken) is { } stays)
            {
                db.ChangeTracker.Clear();
                return stays;
            }
            await db.SaveChangesAsync(cancellationToken);
            await WriteDownAsync(projectId, user, caller, cancellationToken);
            if (passedTo is { } heirId)
                await audit.AddAsync(projectId, caller, "project.pass", await db.Users.Where(each => each.Id == heirId).Select(each => each.Email).SingleAsync(cancellationToken), null, AuditOutcome.Done, null, cancellationToken);
            return answer;
        },
        cancellationToken);

    private async Task WriteDownAsync(Guid projectId, User user, Caller caller, CancellationToken cancellationToken)
    {
        var member = await db.Members.SingleOrDefaultAsync(each => each.ProjectId == projectId && each.UserId == user.Id, cancellationToken);
        // A token would come back to life with a membership that is given again.
        var tokens = member is null
            ? await db.ApiTokens.Where(token => token.ProjectId == projectId && token.CreatedBy == user.Id).ExecuteDeleteAsync(cancellationToken)
            : 0;
        object? detail = member is not null ? new { member.Role, member.Environments, member.Reveals } : tokens > 0 ? new { tokens } : null;
        await audit.AddAsync(projectId, caller, member is null ? "member.remove" : "member.set", user.Email, null, AuditOutcome.Done, detail, cancellationToken);
    }

    private static bool IsLastOwner(Member? member, int owners) => member?.Role == ProjectRole.Owner && owners == 1;

    private static ProblemHttpResult LastOwner() => Refusal.Conflict("A project needs an owner: make somebody else one first.");
}
