using CodeRunner.Api.Access;
using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Live;

/// <summary>
/// Looks every two seconds whether those who watch still may, and how far the logs go that they watch: a message that Redis lost is noticed here. Four
/// queries, however many watch.
/// </summary>
internal sealed class LiveWatch(
    Watchers watchers, Viewers viewers, LogFeeds feeds, SharedSubscriptions subscriptions, IServiceScopeFactory scopes, TimeProvider time, ILogger<LiveWatch> logger)
    : UpkeepLoop(TimeSpan.FromSeconds(2), time, logger)
{
    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        subscriptions.Repair();
        var (watching, connected) = (watchers.All, viewers.All);
        if (watching.Count == 0 && connected.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var counting = await scope.ServiceProvider.GetRequiredService<Callers>().CountingAsync([.. watching.Select(watcher => watcher.Caller), .. connected.Select(viewer => viewer.Caller)], cancellationToken);
        foreach (var viewer in connected.Where(viewer => !counting(viewer.Caller)))
            viewer.Close();
        if (watching.Count > 0)
            await JudgeAsync(db, watching, counting, cancellationToken);
    }

    private async Task JudgeAsync(CodeRunnerDb db, IReadOnlyList<Watcher> watching, Func<Caller, bool> counting, CancellationToken cancellationToken)
    {
        var heads = await HeadsAsync(db, watching, cancellationToken);
        foreach (var (deployment, head) in heads)
            feeds.Reached(deployment, head);
        var members = await MembersAsync(db, watching, cancellationToken);
        foreach (var watcher in watching)
        {
            var isThere = watcher.DeploymentId is not { } deployment || heads.ContainsKey(deployment);
            var member = isThere && counting(watcher.Caller) ? members.GetValueOrDefault((watcher.ProjectId, watcher.Caller.Id)) : null;
            watcher.Judge(member is null ? null : watcher.Caller.As(member));
        }
    }

    /// <summary>The last cursors of the deployments that exist.</summary>
    private static Task<Dictionary<Guid, long>> HeadsAsync(CodeRunnerDb db, IReadOnlyList<Watcher> watching, CancellationToken cancellationToken)
    {
        var ids = watching.Where(watcher => watcher.DeploymentId is not null).Select(watcher => watcher.DeploymentId!.Value).Distinct().ToArray();
        return (
            from deployment in db.Deployments
            join head in db.LogHeads on deployment.Id equals head.DeploymentId into heads
            from head in heads.DefaultIfEmpty()
            where ids.Contains(deployment.Id)
            select new { deployment.Id, Cursor = (long?)head.LastCursor })
            .ToDictionaryAsync(row => row.Id, row => row.Cursor ?? 0, cancellationToken);
    }

    private static Task<Dictionary<(Guid, Guid), Member>> MembersAsync(CodeRunnerDb db, IReadOnlyList<Watcher> watching, CancellationToken cancellationToken)
    {
        var users = watching.Select(watcher => watcher.Caller.Id).Distinct().ToArray();
        var projects = watching.Select(watcher => watcher.ProjectId).Distinct().ToArray();
        return db.Members.AsNoTracking()
            .Where(member => users.Contains(member.UserId) && projects.Contains(member.ProjectId)
                && db.Projects.Any(project => project.Id == member.ProjectId && project.DeletedAt == null))
            .ToDictionaryAsync(member => (member.ProjectId, member.UserId), cancellationToken);
    }
}
