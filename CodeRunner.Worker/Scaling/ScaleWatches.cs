using CodeRunner.Worker.Nodes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Scaling;

/// <summary>The deployments that this Worker scales: those that it owns and that have a policy or schedule. For one loop.</summary>
internal sealed class ScaleWatches(ScaleReader reader, ScaleNews news, ScaleFeed feed, Ownerships ownerships, TimeProvider clock, IOptions<ScalingOptions> options)
{
    private readonly Dictionary<Guid, ScaleWatch> watches = [];
    private HashSet<Ownership> known = [];
    private long readAllAt;

    public IReadOnlyCollection<ScaleWatch> All => watches.Values;

    public void Clear()
    {
        foreach (var id in watches.Keys)
            feed.Leave(id);
        watches.Clear();
        known = [];
        readAllAt = 0;
    }

    /// <summary>Reads what may have changed since the last time: nothing, at most times.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var owned = ownerships.All.ToHashSet();
        foreach (var watch in watches.Values.Where(watch => !owned.Contains(watch.Ownership)).ToList())
            Forget(watch.Deployment.Id);
        var all = readAllAt == 0 || clock.GetElapsedTime(readAllAt) > options.Value.ReadInterval;
        var heard = news.Take();
        var wanted = owned.Where(each => all || !known.Contains(each) || heard.Contains(each.DeploymentId)).ToList();
        try
        {
            await ReadAsync(wanted, cancellationToken);
        }
        catch
        {
            foreach (var id in heard)
                news.Hear(id);
            throw;
        }
        known = owned;
        readAllAt = all ? clock.GetTimestamp() : readAllAt;
    }

    private async Task ReadAsync(List<Ownership> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
            return;
        var read = await reader.ReadAsync(wanted.ConvertAll(each => each.DeploymentId), cancellationToken);
        // What a load test asked for is forgotten with it, as by a new owner: visitors are not expected to ask for as much.
        foreach (var over in read.Values.Where(each => !each.IsLoadTested && watches.GetValueOrDefault(each.Id)?.Deployment.IsLoadTested == true))
            Forget(over.Id);
        var fresh = read.Keys.Where(id => !watches.ContainsKey(id)).ToList();
        var histories = fresh.Count == 0 ? [] : await reader.ReadHistoryAsync(fresh, cancellationToken);
        foreach (var ownership in wanted)
        {
            if (!read.TryGetValue(ownership.DeploymentId, out var deployment))
                Forget(ownership.DeploymentId);
            else if (watches.TryGetValue(deployment.Id, out var watch))
                watch.Deployment = deployment;
            else
                watches[deployment.Id] = new ScaleWatch(ownership, deployment, histories[deployment.Id], feed.Watch(deployment.Id), new PassingSecond(clock), options.Value.ToIdleRules());
        }
    }

    private void Forget(Guid deploymentId)
    {
        if (watches.Remove(deploymentId))
            feed.Leave(deploymentId);
    }
}
