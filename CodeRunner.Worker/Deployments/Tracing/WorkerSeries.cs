using System.Diagnostics.Metrics;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Worker.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Deployments.Tracing;

/// <summary>What this Worker has at the moment that somebody asks: builds, sandboxes, deployments, lines that wait. Looked up in memory.</summary>
internal sealed class WorkerSeries
{
    private readonly BuildRunner builds;
    private readonly SandboxWatch watch;

    public WorkerSeries(BuildRunner builds, SandboxWatch watch, Ownerships ownerships, LogStore logs, IMeterFactory meters)
    {
        (this.builds, this.watch) = (builds, watch);
        var meter = meters.Create("CodeRunner.Worker");
        meter.CreateObservableUpDownCounter("coderunner.builds", Builds, "{build}", "Builds that wait for their turn, and that run.");
        meter.CreateObservableUpDownCounter("coderunner.sandboxes", Sandboxes, "{sandbox}", "Sandboxes of instances, by what is seen of them.");
        meter.CreateObservableUpDownCounter("coderunner.deployments.owned", () => ownerships.All.Count(), "{deployment}", "Deployments that this Worker acts for.");
        meter.CreateObservableUpDownCounter("coderunner.log.lines.waiting", logs.CountWaiting, "{line}", "Log lines that are not stored yet.");
    }

    private IEnumerable<Measurement<int>> Builds()
    {
        var (waiting, running) = builds.Counts();
        return [new(waiting, State("waiting")), new(running, State("running"))];
    }

    private IEnumerable<Measurement<int>> Sandboxes()
    {
        var counts = watch.Counts();
        return Enum.GetValues<SandboxCondition>().Where(condition => condition != SandboxCondition.Missing)
            .Select(condition => new Measurement<int>(counts.GetValueOrDefault(condition), State(condition.ToString().ToLowerInvariant())));
    }

    private static KeyValuePair<string, object?> State(string state) => new("coderunner.state", state);
}
