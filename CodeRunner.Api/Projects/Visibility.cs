using CodeRunner.Api.Access;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Projects;

/// <summary>
/// The one way from an id in a request to what it names: by a query through the caller's membership, and within the project of the caller's token. What is foreign is not
/// found; what the role or the token does not reach is refused.
/// </summary>
internal sealed class Visibility(CodeRunnerDb db)
{
    public async Task<Seen<Project>> ProjectAsync(Guid id, Caller caller, Right right, EnvironmentName? environment, CancellationToken cancellationToken)
    {
        var within = caller.Token?.ProjectId;
        var found = await (
            from project in db.Projects
            from member in db.Members
            where project.Id == id && (within == null || project.Id == within) && project.DeletedAt == null && member.ProjectId == project.Id && member.UserId == caller.Id
            select new { project, member }).SingleOrDefaultAsync(cancellationToken);
        return See(found?.project, found?.member, caller, right, environment);
    }

    public async Task<Seen<Deployment>> DeploymentAsync(Guid id, Caller caller, Right right, CancellationToken cancellationToken)
    {
        var within = caller.Token?.ProjectId;
        var found = await (
            from deployment in db.Deployments
            from project in db.Projects
            from member in db.Members
            where deployment.Id == id && (within == null || project.Id == within) && project.Id == deployment.ProjectId && project.DeletedAt == null
                && member.ProjectId == project.Id && member.UserId == caller.Id
            select new { deployment, member }).SingleOrDefaultAsync(cancellationToken);
        return See(found?.deployment, found?.member, caller, right, found?.deployment.Environment);
    }

    public async Task<Seen<Release>> ReleaseAsync(Guid id, Caller caller, Right right, CancellationToken cancellationToken)
    {
        var within = caller.Token?.ProjectId;
        var found = await (
            from release in db.Releases
            from deployment in db.Deployments
            from project in db.Projects
            from member in db.Members
            where release.Id == id && (within == null || project.Id == within) && deployment.Id == release.DeploymentId && project.Id == deployment.ProjectId && project.DeletedAt == null
                && member.ProjectId == project.Id && member.UserId == caller.Id
            select new { release, member, deployment.Environment }).SingleOrDefaultAsync(cancellationToken);
        return See(found?.release, found?.member, caller, right, found?.Environment);
    }

    /// <summary>As <see cref="DeploymentAsync"/>, with its row held until the caller's transaction ends: commands on one deployment go one after the other.</summary>
    public async Task<Seen<Deployment>> LockDeploymentAsync(Guid id, Caller caller, Right right, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deployments WHERE id = {id} FOR UPDATE", cancellationToken);
        db.ChangeTracker.Clear();
        return await DeploymentAsync(id, caller, right, cancellationToken);
    }

    /// <summary>
    /// As <see cref="ProjectAsync"/>, with its row held until the caller's transaction ends: commands on one project go one after the other. Rows that only refer to the
    /// project, such as entries of its audit log, may still be added meanwhile by those who hold the log and would otherwise wait for each other for ever.
    /// </summary>
    public async Task<Seen<Project>> LockProjectAsync(Guid id, Caller caller, Right right, EnvironmentName? environment, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM projects WHERE id = {id} FOR NO KEY UPDATE", cancellationToken);
        db.ChangeTracker.Clear();
        return await ProjectAsync(id, caller, right, environment, cancellationToken);
    }

    private static Seen<T> See<T>(T? value, Member? member, Caller caller, Right right, EnvironmentName? environment)
        where T : class
    {
        var reach = member is null ? null : caller.As(member);
        return new Seen<T>(value, reach?.Allows(right, environment) == true) { By = reach };
    }
}
