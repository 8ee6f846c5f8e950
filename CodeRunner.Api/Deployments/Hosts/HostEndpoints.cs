using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Deployments.Hosts;

/// <summary>Host names of a deployment beside the one that its slug makes.</summary>
internal static class HostEndpoints
{
    public static RouteGroupBuilder MapHosts(this RouteGroupBuilder api)
    {
        var hosts = api.MapGroup("/deployments/{id:guid}/hosts").WithTags("Deployments");
        hosts.MapGet("/", ListAsync).Describe("The deployment's own host names, and the DNS records that they need", 401, 403, 404, 429)
            .Example(null, Examples.Hosts);
        hosts.MapPut("/{host}", PutAsync).Describe("Let a host name lead to the deployment (maintainers)", 400, 401, 403, 404, 409, 429)
            .Example(null, Examples.Host);
        hosts.MapDelete("/{host}", DeleteAsync).Describe("Take a host name from the deployment (maintainers)", 400, 401, 403, 404, 429).Example(null, null);
        return api;
    }

    private static async Task<Results<Ok<HostsResponse>, ProblemHttpResult>> ListAsync(
        Guid id, Caller caller, Visibility visibility, CodeRunnerDb db, HostProofs proofs, IOptions<IngressOptions> options, CancellationToken cancellationToken)
    {
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out var deployment, out var refusal))
            return refusal;
        var hosts = await db.DeploymentHosts.AsNoTracking().Where(host => host.DeploymentId == id).OrderBy(host => host.Host).ToListAsync(cancellationToken);
        var target = new Uri(options.Value.UrlOf(deployment.Slug)).Host;
        return TypedResults.Ok(new HostsResponse(
            [.. hosts.Select(host => Show(host, options.Value))], DeploymentHost.Most, target, proofs.Needed, HostProofs.Label, HostProofs.ValueOf(id)));
    }

    private static async Task<Results<Ok<HostResponse>, ProblemHttpResult>> PutAsync(
        Guid id, string host, Caller caller, HostCommands hosts, IOptions<IngressOptions> options, CancellationToken cancellationToken)
    {
        var (name, fault) = HostNameRules.Read(host, options.Value);
        return await hosts.PutAsync(id, name, fault, caller, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, string host, Caller caller, HostCommands hosts, IOptions<IngressOptions> options, CancellationToken cancellationToken) =>
        await hosts.DeleteAsync(id, HostNameRules.Read(host, options.Value).Host ?? host, caller, cancellationToken);

    internal static HostResponse Show(DeploymentHost host, IngressOptions options) =>
        new(host.Host, options.UrlOfHost(host.Host), host.ProvenAt is not null, host.CreatedAt);
}
