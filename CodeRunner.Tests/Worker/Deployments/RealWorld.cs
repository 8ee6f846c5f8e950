using System.Diagnostics;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Tests.Core.Reconciling.Model;
using CodeRunner.Tests.Support;
using CodeRunner.Tests.Worker.Sandboxes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Tests.Worker.Deployments;

/// <summary>One deployment on a real Worker, driven by the operations of the model.</summary>
internal sealed class RealWorld(RealMachine machine, Deployment deployment)
{
    private readonly TestNode node = machine.Node;
    private readonly Dictionary<int, (AppKind Kind, string Version)> made = [];
    private readonly HashSet<int> disturbed = [];

    /// <summary>Every sandbox that was seen.</summary>
    public HashSet<Guid> Sandboxes { get; } = [];

    public Deployment Deployment => deployment;

    public async Task DoAsync(Op op)
    {
        await SeeAsync();
        if (op is Op.Scale or Op.Restart or Op.Kill or Op.Lose)
            await DisturbAsync();
        switch (op)
        {
            case Op.Deploy(var app):
                await DeployAsync(app);
                break;
            case Op.Pass(var seconds):
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, 2)));
                break;
            case Op.Kill(var index):
                await KillAsync(index);
                break;
            case Op.Lose(var lost):
                await LoseAsync(lost);
                break;
            case Op.Ask:
                _ = AskAsync();
                break;
            case Op.KillWorker:
                await machine.KillWorkerAsync();
                break;
            case Op.Crowd(var crowded):
                await machine.CrowdAsync(crowded);
                break;
            default:
                await node.ChangeAsync(deployment.Id, (db, it) => Change(op, db, it));
                break;
        }
    }

    /// <summary>Whatever starts now may have been hit by it.</summary>
    public async Task DisturbAsync()
    {
        await using var db = node.Open();
        disturbed.UnionWith(await db.Releases
            .Where(each => each.DeploymentId == deployment.Id && (each.State == ReleaseState.Starting || each.State == ReleaseState.Building || each.State == ReleaseState.Queued))
            .Select(each => each.Number)
            .ToListAsync());
    }

    /// <summary>Waits until nothing is on its way, and compares what is wanted with what runs.</summary>
    public async Task BeWhatWasWantedAsync()
    {
        await Task.Delay(500);
        // All of it is read again each time: a crash of a moment ago may not be known yet, and what has ended is put away a moment after its instance.
        var (now, releases, instances, running) = await Eventually.BeAsync(ReadAsync, AtRest, $"{deployment.Name} is at rest", TimeSpan.FromMinutes(10));
        await SeeAsync();
        if (releases.LastOrDefault() is { } newest && now.DesiredState == DesiredState.Running)
            EndAsItsAppDoes(newest);
        // By its name they are found while it runs, so that it means something when they are not found in the end.
        running.ShouldAllBe(each => Traces.ProcessesOf($"{each.Id:N}").Count + Traces.ProcessesOf($"{each.Id}").Count > 1);
        if (instances.Count > 0)
            await machine.Worker.AnswersAsync(deployment, HttpStatusCode.OK, $"\"version\":\"{made[releases.Single(each => each.State == ReleaseState.Serving).Number].Version}\"");
    }

    private static bool AtRest((Deployment It, List<Release> Releases, List<Instance> Instances, List<SandboxStatus> Running) seen)
    {
        var (it, releases, instances, running) = seen;
        if (!running.TrueForAll(each => each.Running && each.Purpose == SandboxPurpose.Instance) || !running.Select(each => (Guid?)each.Id).ToHashSet().SetEquals(instances.Select(each => each.SandboxId)))
            return false;
        if (it.DesiredState == DesiredState.Stopped)
            return it.State == DeploymentState.Stopped && instances.Count == 0;
        var wanted = releases.Exists(each => each.State == ReleaseState.Serving) ? it.DesiredInstances : 0;
        return releases.TrueForAll(each => each.Ended || each.State == ReleaseState.Serving) && instances.Count == wanted
            && instances.TrueForAll(each => each.State == InstanceState.Running && each.RestartCount == it.RestartCount);
    }

    private void EndAsItsAppDoes(Release newest)
    {
        if (newest.State == ReleaseState.Cancelled)
            newest.CancelRequestedAt.ShouldNotBeNull();
        else if (disturbed.Contains(newest.Number) && newest.State == ReleaseState.Failed)
            newest.Reason.ShouldNotBeNull();
        else
            newest.State.ShouldBe(made[newest.Number].Kind is AppKind.Good or AppKind.IgnoresStop ? ReleaseState.Serving : ReleaseState.Failed, $"{newest.Reason}");
    }

    private async Task<(Deployment, List<Release>, List<Instance>, List<SandboxStatus>)> ReadAsync()
    {
        var sandboxes = await machine.Sandboxes.ListAsync(default);
        await using var db = node.Open();
        return (
            await db.Deployments.AsNoTracking().SingleAsync(each => each.Id == deployment.Id),
            await db.Releases.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).OrderBy(each => each.Number).ToListAsync(),
            await db.Instances.AsNoTracking().Where(each => each.DeploymentId == deployment.Id).ToListAsync(),
            [.. sandboxes.Where(each => each.Labels.DeploymentId == deployment.Id)]);
    }

    private async Task SeeAsync()
    {
        foreach (var sandbox in (await machine.Sandboxes.ListAsync(default)).Where(each => each.Labels.DeploymentId == deployment.Id))
        {
            Sandboxes.Add(sandbox.Id);
            machine.Namespaces.See(SandboxProcesses.Of(node.Directory, sandbox.Id));
        }
    }

    private async Task DeployAsync(AppKind app)
    {
        var kind = app == AppKind.CrashesLater ? AppKind.Good : app;
        await node.ChangeAsync(deployment.Id, (_, it) => it.TryStart(out var _));
        var release = await node.PushAsync(deployment.Id, Source(kind, $"{made.Count + 1}"));
        await using var db = node.Open();
        made[await db.Releases.Where(each => each.Id == release).Select(each => each.Number).SingleAsync()] = (kind, $"{made.Count + 1}");
    }

    private void Change(Op op, CodeRunnerDb db, Deployment it)
    {
        switch (op)
        {
            case Op.Start:
                it.TryStart(out _);
                break;
            case Op.Stop:
                it.TryStop(out _);
                break;
            case Op.Restart:
                it.TryRestart(out _);
                break;
            case Op.Scale(var instances):
                it.TryScale(Math.Min(instances, 3), out _);
                break;
            case Op.Cancel:
                db.Releases.Where(each => each.DeploymentId == it.Id).OrderByDescending(each => each.Number).FirstOrDefault()?.TryCancel(DateTimeOffset.UtcNow, out _);
                break;
            case Op.RollBack(var back):
                MakeAgain(db, it, back);
                break;
            case Op.Change:
                MakeAgain(db, it, 0);
                break;
        }
    }

    /// <summary>The row of the deployment is locked, as the API does: what is gone back to may be removed at this moment.</summary>
    private void MakeAgain(CodeRunnerDb db, Deployment it, int back)
    {
        var kept = db.Releases.Where(each => each.DeploymentId == it.Id && each.CancelRequestedAt == null && each.Artifact != null && each.ArtifactRemovedAt == null)
            .OrderByDescending(each => each.Number).Skip(back).FirstOrDefault();
        if (kept is null || !it.TryStart(out _))
            return;
        var again = kept.Again(it, it.Limits, kept.Number, node.UserId, DateTimeOffset.UtcNow);
        db.Add(again);
        made[again.Number] = made[kept.Number];
    }

    /// <summary>SIGKILL to the app itself, from outside, as whoever runs on the host may send it.</summary>
    private async Task KillAsync(int index)
    {
        for (var tries = 0; await OneThatRunsAsync(index) is null && tries < 50 && await IsComingAsync(); tries++)
            await Task.Delay(200);
        if (await OneThatRunsAsync(index) is not { } sandbox)
            return;
        foreach (var app in SandboxProcesses.Of(node.Directory, sandbox).Where(pid => SandboxProcesses.CommandOf(pid) is var command && command.EndsWith("node server.js", StringComparison.Ordinal)))
        {
            using var kill = Process.Start("kill", ["-KILL", $"{app}"]);
            await kill.WaitForExitAsync();
            machine.CountKill();
        }
    }

    private async Task LoseAsync(int index)
    {
        if (await OneThatRunsAsync(index) is { } sandbox)
            await machine.Sandboxes.DeleteAsync(sandbox, default);
    }

    private async Task<bool> IsComingAsync()
    {
        await using var db = node.Open();
        return await db.Releases.AnyAsync(each => each.DeploymentId == deployment.Id && (each.State == ReleaseState.Starting || each.State == ReleaseState.Building));
    }

    private async Task<Guid?> OneThatRunsAsync(int index)
    {
        var instances = (await node.InstancesAsync(deployment)).FindAll(each => each.State == InstanceState.Running);
        return instances.Count == 0 ? null : instances[index % instances.Count].SandboxId;
    }

    private async Task AskAsync()
    {
        try
        {
            using var answer = await machine.Worker.GetAsync(deployment, "/slow");
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            // It may be stopped meanwhile, or the Worker is.
        }
    }

    private static byte[] Source(AppKind kind, string version) => kind switch
    {
        AppKind.FailsToBuild => Zip.Of(("package.json", """{"name":"app","version":"1.0.0","scripts":{"build":"exit 3","start":"node server.js"}}"""), ("server.js", "")),
        AppKind.Crashes => Apps.Node("throw new Error('it never works')"),
        AppKind.NeverListens => Apps.NeverListens(),
        AppKind.IgnoresStop => Apps.Node($"require('http').createServer((q, r) => q.url === '/crash' ? process.exit(3) : r.end('\"version\":\"{version}\"')).listen(process.env.PORT); process.on('SIGTERM', () => {{}});"),
        _ => Apps.Good(version),
    };
}
