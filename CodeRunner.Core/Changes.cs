using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core;

/// <summary>The PostgreSQL channel that tells Workers which deployment to look at. It makes them quick; polling makes them sure.</summary>
public static class Changes
{
    public const string Channel = "coderunner_deployments";

    /// <summary>The channel that tells all Workers which deployment's routes to read again.</summary>
    public const string RoutesChannel = "coderunner_routes";

    /// <summary>The channel that tells whoever acts for a deployment that a request came while it slept.</summary>
    public const string WakesChannel = "coderunner_wakes";

    /// <summary>Sent when the caller's transaction commits.</summary>
    public static Task NotifyAsync(this CodeRunnerDb db, Guid deploymentId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {deploymentId.ToString()})", cancellationToken);

    /// <summary>Sent when the caller's transaction commits.</summary>
    public static Task NotifyRoutesAsync(this CodeRunnerDb db, Guid deploymentId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_notify({RoutesChannel}, {deploymentId.ToString()})", cancellationToken);
}
