using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Access;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Live;

/// <summary>
/// Looks every two seconds whether those who watch still may, and how far the logs go that they watch: a message that Redis lost is noticed here. Three
/// queries, however many watch.
/// </summary>
internal sealed class LiveWatch(
    Watchers watchers, LogFeeds feeds, SharedSubscriptions subscriptions, IServiceScopeFactory scopes, TimeProvider time, ILogger<LiveWatch> logger)
    : UpkeepLoop(TimeSpan.FromSeconds(2), time, logger)
{
    private readonly TimeProvider time = time;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        subscriptions.Repair();
        var watching = watchers.All;
        if (watching.Count == 0)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var heads = await HeadsAsync(db, watching, cancellationToken);
        foreach (var (deployment, head) in heads)
            feeds.Reached(deployment, head);
        var members = await MembersAsync(db, watching, cancellationToken);
        var tokens = await TokensAsync(db, watching, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var watcher in watching)
        {
            var isThere = watcher.DeploymentId is not { } deployment || heads.ContainsKey(deployment);
            var counts = watcher.Caller.Token is not { } token || tokens.GetValueOrDefault(token.Id)?.Counts(token.Rotation, now) == true;
            var member = isThere && counts ? members.GetValueOrDefault((watcher.ProjectId, watcher.Caller.Id)) : null;
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

    /// <summary>The API tokens with which somebody watches; those that were revoked are missing.</summary>
    private static async Task<Dictionary<Guid, ApiToken>> TokensAsync(CodeRunnerDb db, IReadOnlyList<Watcher> watching, CancellationToken cancellationToken)
    {
        var ids = watching.Where(watcher => watcher.Caller.Token is not null).Select(watcher => watcher.Caller.Token!.Id).Distinct().ToArray();
        return ids.Length == 0 ? [] : await db.ApiTokens.AsNoTracking().Where(token => ids.Contains(token.Id)).ToDictionaryAsync(token => token.Id, cancellationToken);
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
