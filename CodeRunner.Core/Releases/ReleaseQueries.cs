using CodeRunner.Contracts.Releases;

namespace CodeRunner.Core.Releases;

public static class ReleaseQueries
{
    /// <summary>The release that serves and those on their way to that nobody asked to cancel. Of a deployment's, the one with the highest number is what it will run.</summary>
    public static IQueryable<Release> ServingAndComing(this CodeRunnerDb db, Guid[] deploymentIds) =>
        from deployment in db.Deployments
        from release in db.Releases
        where deploymentIds.Contains(deployment.Id) && release.DeploymentId == deployment.Id
            && (release.Id == deployment.ServingReleaseId
                || (release.CancelRequestedAt == null
                    && (release.State == ReleaseState.Queued || release.State == ReleaseState.Building || release.State == ReleaseState.Starting)))
        select release;
}
