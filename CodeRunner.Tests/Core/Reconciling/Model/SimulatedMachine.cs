using CodeRunner.Contracts;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Reconciling;
using CodeRunner.Core.Releases;

namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>Sandboxes and builds that behave as their app's kind does, on a clock that jumps from event to event.</summary>
internal sealed class SimulatedMachine
{
    private readonly Dictionary<Guid, AppKind> kinds = [];
    private List<(DateTimeOffset At, Action Happen)> events = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Dictionary<Guid, SandboxObservation> Sandboxes { get; } = [];

    public Dictionary<Guid, BuildObservation> Builds { get; } = [];

    public FileRemoval? Removal { get; private set; }

    /// <summary>From now on, what used to crash goes well.</summary>
    public bool Calm { get; set; }

    public bool Crowded { get; set; }

    public DateTimeOffset? NextEventAt => events.Count == 0 ? null : events.Min(each => each.At);

    public void HappenUntilNow()
    {
        var due = events.Where(each => each.At <= Now).OrderBy(each => each.At).ToList();
        events = [.. events.Except(due)];
        due.ForEach(each => each.Happen());
    }

    public void StartBuild(Release release, AppKind kind)
    {
        Builds[release.Id] = BuildObservation.Running;
        After(0.1, () => See(release, new BuildObservation(Waiting: new Reason("build_waiting", "One other build comes before it."))));
        var wait = Crowded ? 2400 : 1;
        After(wait, () => See(release, BuildObservation.Running));
        After(wait + 7, () => See(release, kind == AppKind.FailsToBuild
            ? new BuildObservation(Failure: new Reason("build_failed", "npm ci ended with exit code 1.", 1, "npm ci"))
            : new BuildObservation(new Artifact(release.Id, "node", Runtime.Node, ["node"], "", new Dictionary<string, string>(), 1))));
    }

    public void Launch(Guid sandbox, AppKind kind)
    {
        kinds[sandbox] = kind;
        Sandboxes[sandbox] = SandboxObservation.Launching;
        After(0.3, () => Turn(sandbox, SandboxCondition.Launching, SandboxCondition.Up));
        if (kind == AppKind.Crashes)
            After(1, () => Crash(sandbox));
        else if (kind == AppKind.NeverListens)
            After(3, () => Turn(sandbox, SandboxCondition.Up, SandboxCondition.Up, new Reason("not_listening", "It does not listen.")));
        else
            After(2, () => Turn(sandbox, SandboxCondition.Up, SandboxCondition.Healthy));
        if (kind == AppKind.CrashesLater)
            After(45, () => Crash(sandbox, unlessCalm: true));
    }

    public void End(Guid sandbox)
    {
        Sandboxes[sandbox] = SandboxObservation.Ending;
        After(kinds[sandbox] == AppKind.IgnoresStop ? 10 : 1, () => Exit(sandbox, null));
    }

    public void Retire(Guid sandbox) => Sandboxes.Remove(sandbox);

    public void RemoveFiles() => After(0.5, () => Removal = new FileRemoval(Now, Done: true));

    public void Crash(Guid sandbox, bool unlessCalm = false)
    {
        if (!(unlessCalm && Calm))
            Exit(sandbox, new Reason("crashed", "It ended with exit code 1.", 1));
    }

    /// <summary>It ends and nobody sees how.</summary>
    public void Lose(Guid sandbox)
    {
        if (Sandboxes[sandbox].Condition != SandboxCondition.Exited)
            Sandboxes[sandbox] = new SandboxObservation(SandboxCondition.Lost, new Reason("lost", "It ended and nobody saw how."));
    }

    /// <summary>The next Worker knows of no build and no start that was under way, and finds what runs.</summary>
    public void KillWorker()
    {
        Builds.Clear();
        foreach (var (id, seen) in Sandboxes.ToList())
        {
            if (seen.Condition == SandboxCondition.Launching)
                Sandboxes.Remove(id);
            else if (seen.Condition is not (SandboxCondition.Exited or SandboxCondition.Lost))
                FindAgain(id);
        }
    }

    private void FindAgain(Guid sandbox)
    {
        Sandboxes[sandbox] = new SandboxObservation(SandboxCondition.Up);
        if (kinds[sandbox] is not (AppKind.Crashes or AppKind.NeverListens))
            After(2, () => Turn(sandbox, SandboxCondition.Up, SandboxCondition.Healthy));
    }

    private void See(Release release, BuildObservation seen)
    {
        if (Builds.TryGetValue(release.Id, out var before) && before.Artifact is null && before.Failure is null)
            Builds[release.Id] = seen;
    }

    private void Turn(Guid sandbox, SandboxCondition from, SandboxCondition to, Reason? reason = null)
    {
        if (Sandboxes.TryGetValue(sandbox, out var seen) && seen.Condition == from)
            Sandboxes[sandbox] = new SandboxObservation(to, reason);
    }

    private void Exit(Guid sandbox, Reason? reason)
    {
        if (Sandboxes.TryGetValue(sandbox, out var seen) && seen.Condition is not (SandboxCondition.Exited or SandboxCondition.Lost))
            Sandboxes[sandbox] = new SandboxObservation(SandboxCondition.Exited, reason);
    }

    private void After(double seconds, Action happen) => events.Add((Now + TimeSpan.FromSeconds(seconds), happen));
}
