namespace CodeRunner.Worker.Nodes;

/// <summary>
/// Frees deployments that are this Worker's in the database and of which it knows nothing, as when the answer of a take or of a release got lost: nobody would ever act
/// for them. Must not run while deployments are taken or given.
/// </summary>
internal sealed partial class ForgottenLeases(LeaseStore leases, Ownerships ownerships, ILogger<ForgottenLeases> logger)
{
    private HashSet<(Guid DeploymentId, long Generation)> before = [];

    /// <summary>Only what was unknown in the look before too: who had it a moment ago may just be letting it go.</summary>
    public async Task LookAsync(Term term)
    {
        var unknown = (await leases.FindOfAsync(term.WorkerId, term.Token)).Where(lease => !ownerships.Knows(lease.DeploymentId)).ToHashSet();
        var forgotten = unknown.Where(before.Contains).ToList();
        before = unknown;
        if (forgotten.Count == 0)
            return;
        await leases.ReleaseAsync(term.WorkerId, forgotten, term.Token);
        Released(logger, forgotten.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} deployments were this Worker's without its knowing; they are free again")]
    private static partial void Released(ILogger logger, int count);
}
