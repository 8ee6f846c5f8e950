using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.ServiceDefaults;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Writes down what this Worker has to do and how it is, for the operator's page. All of it is in memory here: nobody else needs to count it.</summary>
internal sealed class ReportDuty(
    Database database,
    Membership membership,
    Ownerships ownerships,
    SandboxWatch watch,
    BuildRunner builds,
    LogStore logs,
    WorkerReady ready,
    ServiceHealth health,
    TimeProvider clock,
    ILogger<ReportDuty> logger)
    : Loop(clock, Every, logger), IWorkerDuty
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public Task RunAsync(Term term) => RunAsync(term.Token);

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (membership.Current is { } term)
            await WorkerRegistry.TellAsync(database.Source, term.WorkerId, await ReportAsync(cancellationToken), cancellationToken);
    }

    private async Task<WorkerReport> ReportAsync(CancellationToken cancellationToken)
    {
        var needs = await health.NeedsAsync(cancellationToken);
        var (waiting, running) = builds.Counts();
        return new WorkerReport(
            Clock.GetUtcNow(),
            ready.IsReady,
            [.. needs.Entries.Select(entry => new ComponentHealth(entry.Key, entry.Value.Status.Word(), entry.Value.LatencyMs()))],
            ownerships.All.Select(ownership => (DateTimeOffset?)ownership.Since).Min(),
            watch.Counts().Where(count => count.Key is not (SandboxCondition.Exited or SandboxCondition.Lost)).Sum(count => count.Value),
            waiting,
            running,
            logs.CountWaiting());
    }
}
