using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Deployments.Hosts;

/// <summary>Gives host names to deployments and takes them back. A name is one deployment's, whoever asks; who proves to own it gets it from one who did not.</summary>
internal sealed class HostCommands(CodeRunnerDb db, Visibility visibility, HostProofs proofs, IOptions<IngressOptions> options, TimeProvider time)
{
    private const string Taken = "This name leads to another deployment of this platform.";

    public async Task<Results<Ok<HostResponse>, ProblemHttpResult>> PutAsync(Guid id, string? host, string? fault, Caller caller, CancellationToken cancellationToken)
    {
        // Who may not set it does not learn whether it could be set, nor make the platform ask DNS.
        var seen = await visibility.DeploymentAsync(id, caller, Right.Configure, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        if (host is null)
            return Refusal.Invalid("host", fault!);
        if (proofs.Needed && !await proofs.IsProvenAsync(host, id, cancellationToken))
            return Refusal.Conflict(NotProven(host, id));
        return await db.InTransactionAsync(() => ClaimAsync(id, host, caller, cancellationToken), cancellationToken);
    }

    public Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, string host, Caller caller, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<NoContent, ProblemHttpResult>>(
            async () =>
            {
                var seen = await visibility.LockDeploymentAsync(id, caller, Right.Configure, cancellationToken);
                if (!seen.TryGet(out _, out var refusal))
                    return refusal;
                if (await db.DeploymentHosts.Where(each => each.Host == host && each.DeploymentId == id).ExecuteDeleteAsync(cancellationToken) == 0)
                    return Refusal.NotFound();
                await db.NotifyRoutesAsync(id, cancellationToken);
                return TypedResults.NoContent();
            },
            cancellationToken);

    private async Task<Results<Ok<HostResponse>, ProblemHttpResult>> ClaimAsync(Guid id, string host, Caller caller, CancellationToken cancellationToken)
    {
        await db.LockAsync($"host {host}", cancellationToken);
        var seen = await visibility.LockDeploymentAsync(id, caller, Right.Configure, cancellationToken);
        if (!seen.TryGet(out var deployment, out var refusal))
            return refusal;
        if (deployment.DesiredState == DesiredState.Deleted)
            return Refusal.Conflict("The deployment is being deleted.");
        var before = await db.DeploymentHosts.SingleOrDefaultAsync(each => each.Host == host, cancellationToken);
        if (before is not null && before.DeploymentId != id && (before.ProvenAt is not null || !proofs.Needed))
            return Refusal.Conflict(Taken);
        if (before?.DeploymentId != id && await db.DeploymentHosts.CountAsync(each => each.DeploymentId == id, cancellationToken) >= DeploymentHost.Most)
            return Refusal.Conflict($"The deployment has {DeploymentHost.Most} host names, which is the most: remove one first.");
        return TypedResults.Ok(HostEndpoints.Show(await GiveAsync(id, host, before, cancellationToken), options.Value));
    }

    private async Task<DeploymentHost> GiveAsync(Guid id, string host, DeploymentHost? before, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (before is not null && before.DeploymentId != id)
        {
            await db.DeploymentHosts.Where(each => each.Host == host).ExecuteDeleteAsync(cancellationToken);
            db.Entry(before).State = EntityState.Detached;
            await db.NotifyRoutesAsync(before.DeploymentId, cancellationToken);
        }
        var given = before?.DeploymentId == id ? before : db.DeploymentHosts.Add(new DeploymentHost(host, id, null, now)).Entity;
        if (proofs.Needed)
            given.Prove(now);
        await db.SaveChangesAsync(cancellationToken);
        await db.NotifyRoutesAsync(id, cancellationToken);
        return given;
    }

    private static string NotProven(string host, Guid id) =>
        $"The DNS of {host} does not say that it may lead here. Make the TXT record {HostProofs.Label}.{host} with the value {HostProofs.ValueOf(id)}, give it a minute, and try again.";
}
