using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Limiting;
using CodeRunner.Api.Live;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Done = System.Threading.Tasks.Task<Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.Releases.ReleaseSummary>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>>;
using Outcome = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Accepted<CodeRunner.Contracts.Releases.ReleaseSummary>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace CodeRunner.Api.Releases;

/// <summary>Makes releases and cancels them. The deployment's row is held meanwhile: numbers are given one after the other.</summary>
internal sealed class ReleaseCommands(
    CodeRunnerDb db, Visibility visibility, LimitCheck limits, Announcements announcements, AuditTrail audit, IOptions<SourcesOptions> options, TimeProvider time)
{
    private const double MiB = 1 << 20;

    /// <summary>Row, source and the wish to run it become true together, or not at all.</summary>
    public Done AddAsync(Guid deploymentId, ReceivedSource source, Caller caller, CancellationToken cancellationToken) =>
        MakeAsync(deploymentId, caller, "release.create", async deployment =>
        {
            var pins = await db.CurrentPinsAsync(deployment, cancellationToken);
            return new Made(new Release(deployment, source.Description, caller.Id, time.GetUtcNow()) { Pins = pins });
        }, source.Archive, cancellationToken);

    /// <summary>
    /// What runs, or what is on its way to, with the configuration of now: of its artifact without a build, or of its source while that is still to be built. Never
    /// what serves while something newer is coming: that would be lost, because the newest release wins.
    /// </summary>
    public Done ConfigureAsync(Guid deploymentId, Caller caller, CancellationToken cancellationToken) =>
        MakeAsync(deploymentId, caller, "config.apply", async deployment =>
        {
            var newest = await db.ServingAndComing([deploymentId]).OrderByDescending(release => release.Number).FirstOrDefaultAsync(cancellationToken);
            if (newest is null)
                return new Made(null, Refusal.Conflict("Nothing runs: the next release takes the configuration of its time."));
            return Again(newest, deployment, caller, await db.CurrentPinsAsync(deployment, cancellationToken));
        }, null, cancellationToken);

    /// <summary>
    /// The newest release with the settings of now and the configuration that it has, in the transaction of the caller, who holds the deployment; nothing where there is
    /// none. Unlike <see cref="ConfigureAsync"/> it takes what was built and failed too: new limits may be just what it lacked. The answer that refuses it, or null.
    /// </summary>
    public async Task<ProblemHttpResult?> ReconfigureAsync(Deployment deployment, Caller caller, CancellationToken cancellationToken)
    {
        var newest = await db.Releases
            .Where(release => release.DeploymentId == deployment.Id && release.CancelRequestedAt == null
                && ((release.Artifact != null && release.ArtifactRemovedAt == null) || release.State == ReleaseState.Queued || release.State == ReleaseState.Building))
            .OrderByDescending(release => release.Number)
            .FirstOrDefaultAsync(cancellationToken);
        if (newest is null)
            return null;
        if (await IsFullAsync(deployment.Id, cancellationToken))
            return Full();
        var made = Again(newest, deployment, caller, pins: null);
        if (await limits.RefuseAsync(deployment, made.Release!.Limits, caller, cancellationToken) is { } tooMuch)
            return tooMuch;
        await StoreAsync(made.Release!, deployment, null, made.SourceOf, cancellationToken);
        return null;
    }

    public Done RollBackAsync(Guid deploymentId, int number, Caller caller, CancellationToken cancellationToken) =>
        MakeAsync(deploymentId, caller, "release.rollback", async deployment =>
        {
            var earlier = await db.Releases.SingleOrDefaultAsync(each => each.DeploymentId == deploymentId && each.Number == number, cancellationToken);
            return earlier switch
            {
                null => new Made(null, Refusal.Invalid("release", "The deployment has no release of this number.")),
                { Artifact: null } => new Made(null, Refusal.Conflict($"Release {number} was never built: there is nothing to go back to.")),
                { HasArtifact: false } => new Made(null, Refusal.Conflict(
                    $"What was built for release {number} is not kept any more, because newer releases took its place: hand over its source again.")),
                _ => new Made(GoBack(deployment, earlier, caller)),
            };
        }, null, cancellationToken);

    public Done CancelAsync(Guid releaseId, Caller caller, CancellationToken cancellationToken) => db.InTransactionAsync<Outcome>(
        async () =>
        {
            var deployment = await db.Deployments.AsNoTracking().SingleOrDefaultAsync(each => db.Releases.Any(its => its.Id == releaseId && its.DeploymentId == each.Id), cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM releases WHERE id = {releaseId} FOR UPDATE", cancellationToken);
            var seen = await visibility.ReleaseAsync(releaseId, caller, Right.Deploy, cancellationToken);
            if (!seen.TryGet(out var release, out var refusal))
            {
                await audit.DenyAsync(seen.Denied is null ? null : deployment, caller, "release.cancel", cancellationToken);
                return refusal;
            }
            if (!release.TryCancel(time.GetUtcNow(), out var reason))
                return Refusal.Conflict(reason);
            await db.SaveChangesAsync(cancellationToken);
            await db.NotifyAsync(release.DeploymentId, cancellationToken);
            await audit.AddAsync(deployment!, caller, "release.cancel", new { deployment!.Name, release = release.Number }, cancellationToken);
            return Accepted(release);
        },
        cancellationToken);

    private Done MakeAsync(Guid deploymentId, Caller caller, string action, Func<Deployment, Task<Made>> make, Stream? archive, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Outcome>(
            async () =>
            {
                var seen = await visibility.LockDeploymentAsync(deploymentId, caller, Right.Deploy, cancellationToken);
                if (!seen.TryGet(out var deployment, out var refusal))
                {
                    await audit.DenyAsync(seen.Denied, caller, action, cancellationToken);
                    return refusal;
                }
                if (await IsFullAsync(deploymentId, cancellationToken))
                    return Full();
                if (archive is not null && await db.WaitingSourceBytesAsync(deployment.ProjectId, cancellationToken) + archive.Length > options.Value.MaxProjectBytes)
                    return Refusal.Conflict($"The project's sources that wait to be built take up the {options.Value.MaxProjectBytes / MiB:0.#} MiB there are for them: wait, or cancel some.");
                if (!deployment.TryStart(out var reason))
                    return Refusal.Conflict(reason);
                var made = await make(deployment);
                if (made.Release is not { } release)
                    return Refused(made.Fault!);
                // What ran once may run again: a template that asks for more since must not stand in the way back.
                var needed = release.RolledBackFrom is null ? await db.NeededKeysAsync(deployment, cancellationToken) : [];
                if (await db.CheckAsync(deployment, release.Pins, needed, cancellationToken) is { } unusable)
                    return Refused(Refusal.Conflict(
                        $"Its configuration in {deployment.Environment.ToString().ToLowerInvariant()} can't be used. {(unusable.Key.Length > 0 ? $"{unusable.Key}: " : "")}{unusable.Text}"));
                if (await limits.RefuseAsync(deployment, release.Limits, caller, cancellationToken) is { } tooMuch)
                    return tooMuch;
                await StoreAsync(release, deployment, archive, made.SourceOf, cancellationToken);
                await audit.AddAsync(deployment, caller, action, new { deployment.Name, release = release.Number, release.RolledBackFrom, source = release.Source.Kind }, cancellationToken);
                return Accepted(release);
            },
            cancellationToken);

    private async Task StoreAsync(Release release, Deployment deployment, Stream? archive, Guid? sourceOf, CancellationToken cancellationToken)
    {
        db.Releases.Add(release);
        await db.SaveChangesAsync(cancellationToken);
        if (archive is not null)
            await db.WriteSourceAsync(release.Id, archive, cancellationToken);
        if (sourceOf is { } other)
            await db.CopySourceAsync(other, release.Id, cancellationToken);
        await db.TrimSourcesAsync(deployment.ProjectId, options.Value.KeptSources, options.Value.MaxProjectBytes, cancellationToken);
        await db.NotifyAsync(deployment.Id, cancellationToken);
        announcements.Add(release, deployment);
    }

    /// <summary>Of its artifact without a build, or of its source while that is still to be built; without <paramref name="pins"/> it keeps its configuration.</summary>
    private Made Again(Release release, Deployment deployment, Caller caller, ConfigPins? pins) => release.HasArtifact
        ? new Made(release.Again(deployment, deployment.Limits, rolledBackFrom: null, caller.Id, time.GetUtcNow(), pins))
        : new Made(release.Rebuild(deployment, caller.Id, time.GetUtcNow(), pins), SourceOf: release.Id);

    /// <summary>Forgets what was changed for a release that is not made: a request that goes on with other deployments stores nothing of it.</summary>
    private ProblemHttpResult Refused(ProblemHttpResult refusal)
    {
        db.ChangeTracker.Clear();
        return refusal;
    }

    private ProblemHttpResult Full() => Refusal.Conflict($"{options.Value.MaxUnfinishedReleases} releases are waiting or on their way: wait, or cancel some.");

    /// <summary>The deployment's settings go back too: what is set is what runs.</summary>
    private Release GoBack(Deployment deployment, Release earlier, Caller caller)
    {
        deployment.Restore(earlier);
        return earlier.Again(deployment, earlier.Limits, earlier.Number, caller.Id, time.GetUtcNow());
    }

    private Task<bool> IsFullAsync(Guid deploymentId, CancellationToken cancellationToken) => db.Releases
        .Where(each => each.DeploymentId == deploymentId
            && (each.State == ReleaseState.Queued || each.State == ReleaseState.Building || each.State == ReleaseState.Starting))
        .Skip(options.Value.MaxUnfinishedReleases - 1)
        .AnyAsync(cancellationToken);

    private static Accepted<ReleaseSummary> Accepted(Release release) =>
        TypedResults.Accepted($"/api/deployments/{release.DeploymentId}/releases", new ReleaseSummary(release.Id, release.Number, release.State));

    /// <summary>A release with the source of <paramref name="SourceOf"/> where it is to be built again, or the answer that refuses to make one.</summary>
    private sealed record Made(Release? Release, ProblemHttpResult? Fault = null, Guid? SourceOf = null);
}
