using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Scaling;

public static class ScalingQueries
{
    /// <summary>Whether anything but people changes the deployment's number of instances.</summary>
    public static async Task<bool> ScalesItselfAsync(this CodeRunnerDb db, Guid deploymentId, CancellationToken cancellationToken) =>
        await db.ScalingPolicies.AnyAsync(policy => policy.DeploymentId == deploymentId && policy.Enabled, cancellationToken)
        || await db.ScalingSchedules.AnyAsync(schedule => schedule.DeploymentId == deploymentId && schedule.Enabled, cancellationToken);
}
