using CodeRunner.Contracts.Live;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CodeRunner.Worker.Deployments;

/// <summary>Reads from the change tracker what people who watch shall hear once it is stored.</summary>
internal static class StateChanges
{
    public static List<StateChange> Collect(ChangeTracker tracker, Guid projectId, DateTimeOffset now) =>
        [.. tracker.Entries().Where(ShowsAChange).Select(entry => Of(entry, projectId, now)).OfType<StateChange>()];

    private static bool ShowsAChange(EntityEntry entry) => entry.State is EntityState.Added or EntityState.Deleted
        || (entry.State == EntityState.Modified && (entry.Property("State").IsModified || entry.Property("Reason").IsModified));

    private static StateChange? Of(EntityEntry entry, Guid projectId, DateTimeOffset now) => entry.Entity switch
    {
        Deployment it => new StateChange("deployment", it.Id, projectId, it.Id, Word(it.State), it.Reason, now),
        Release it => new StateChange("release", it.Id, projectId, it.DeploymentId, Word(it.State), it.Reason, now),
        Instance it when entry.State == EntityState.Deleted => new StateChange("instance", it.Id, projectId, it.DeploymentId, "deleted", null, now),
        Instance it => new StateChange("instance", it.Id, projectId, it.DeploymentId, Word(it.State), it.Reason, now),
        _ => null,
    };

    private static string Word(Enum state) => state.ToString().ToLowerInvariant();
}
