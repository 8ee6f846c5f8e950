using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Worker.Deployments;

/// <summary>Removes projects that are marked deleted and have no deployment left, with what they kept between builds.</summary>
internal sealed class DeletedProjects(IReleaseBuilder builder, Database database, TimeProvider clock, ILogger<DeletedProjects> logger)
    : Loop(clock, TimeSpan.FromSeconds(2), logger), ILeaderDuty
{
    private const int Most = 50;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var gone = await db.Projects
            .Where(project => project.DeletedAt != null && !db.Deployments.Any(deployment => deployment.ProjectId == project.Id))
            .OrderBy(project => project.DeletedAt)
            .Select(project => project.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        foreach (var projectId in gone)
        {
            await builder.DeleteProjectAsync(projectId, cancellationToken);
            await db.InTransactionAsync(() => DeleteAsync(db, projectId, cancellationToken), cancellationToken);
        }
    }

    private static async Task<bool> DeleteAsync(CodeRunnerDb db, Guid projectId, CancellationToken cancellationToken)
    {
        var deleted = await db.Projects.Where(project => project.Id == projectId).ExecuteDeleteAsync(cancellationToken) > 0;
        await db.ForgetAuditAsync(projectId, cancellationToken);
        return deleted;
    }
}
