using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Live;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

internal sealed class ProjectCommands(CodeRunnerDb db, Visibility visibility, Announcements announcements, AuditTrail audit, TimeProvider time)
{
    public const int MostPerOwner = 50;

    private const int SlugLength = 50;

    /// <summary>Null when the user owns too many already.</summary>
    public Task<Project?> CreateAsync(string name, Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync<Project?>(
        async () =>
        {
            await db.LockAsync($"projects of {caller.Id}", cancellationToken);
            var owned = await db.Members.CountAsync(
                member => member.UserId == caller.Id && member.Role == ProjectRole.Owner, cancellationToken);
            if (owned >= MostPerOwner)
                return null;
            var slug = await db.ChooseSlugAsync(db.Projects.Select(other => other.Slug), name, SlugLength, cancellationToken);
            var project = new Project(name, slug, caller.Id, time.GetUtcNow());
            db.Projects.Add(project);
            await db.SaveChangesAsync(cancellationToken);
            return project;
        },
        cancellationToken);

    public Task<Seen<Project>> UpdateAsync(Guid id, UpdateProjectRequest request, Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            var seen = await visibility.LockProjectAsync(id, caller, Right.Administer, null, cancellationToken);
            if (!seen.TryGet(out var project, out _))
            {
                if (seen.Denied is { } denied)
                    await audit.DenyAsync(id, caller, "project.change", denied.Name, null, cancellationToken);
                return seen;
            }
            if (request.Name is { } name)
                project.Rename(name.Trim());
            project.LogDays = request.LogDays ?? project.LogDays;
            await db.SaveChangesAsync(cancellationToken);
            await audit.AddAsync(id, caller, "project.change", project.Name, null, AuditOutcome.Done, new { project.Name, project.LogDays }, cancellationToken);
            return seen;
        },
        cancellationToken);

    /// <summary>The project is gone for its members at once; Workers end its deployments, and remove the rows after them.</summary>
    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockProjectAsync(id, caller, Right.Administer, null, cancellationToken);
                if (!seen.TryGet(out var project, out var refusal))
                {
                    if (seen.Denied is { } denied)
                        await audit.DenyAsync(id, caller, "project.delete", denied.Name, null, cancellationToken);
                    return refusal;
                }
                await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE project_id = {id} ORDER BY id FOR UPDATE", cancellationToken);
                foreach (var deployment in await db.Deployments.Where(each => each.ProjectId == id).ToListAsync(cancellationToken))
                {
                    deployment.Delete();
                    announcements.Add(deployment);
                    await db.NotifyAsync(deployment.Id, cancellationToken);
                }
                project.Delete(time.GetUtcNow());
                await db.SaveChangesAsync(cancellationToken);
                await WriteDownDeletionAsync(id, caller, cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken);

    /// <summary>In the platform's log: the project's own goes with it, and this says how far that was.</summary>
    private async Task WriteDownDeletionAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(each => each.ChainId == id, cancellationToken);
        var detail = new { entries = head?.Seq ?? 0, hash = Convert.ToHexStringLower(head?.Hash ?? []) };
        await audit.AddAsync(AuditChain.Platform, caller, "project.delete", $"project {id}", null, AuditOutcome.Done, detail, cancellationToken);
    }
}
