using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.Network;
using CodeRunner.Worker.Builds;
using CodeRunner.Worker.Builds.Steps;
using CodeRunner.Worker.Sandboxes;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Sources.Git;

/// <summary>Fetches one commit from a git server. Git itself runs in a sandbox: it parses what a stranger's server sends.</summary>
public sealed class GitSource(StepRunner steps, BuildLog log, RegistryEnvironment registries, IOptions<SourcesOptions> options, TimeProvider time)
{
    /// <summary>Fills the context's directory, which must be empty. Throws <see cref="SourceException"/> or a failed step.</summary>
    public async Task FetchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var address = GitAddress.Parse(context.Request.Source.Name, context.Request.Source.Ref, options.Value);
        var addresses = await ResolveAsync(address, cancellationToken);
        await steps.RunAsync(GitFetch.Step(address, addresses, registries.Variables), Bounded(context) with { Network = Access(address, addresses) }, cancellationToken);
        await DiskTree.DeleteAsync(Path.Combine(context.AppDirectory, ".git"), cancellationToken);
        foreach (var link in LinkPruner.Prune(context.AppDirectory))
            await log.SayAsync(context.Request, $"The link {Quoted.Name(link)} leads out of the repository and was left out.", cancellationToken);
    }

    /// <summary>The internet; and a private server only where it was allowed, at the address that was just looked up.</summary>
    private static NetworkAccess Access(GitAddress address, IReadOnlyList<IPAddress> addresses) =>
        address.Private ? NetworkAccess.Internet with { Hosts = [.. addresses.Select(a => new AllowedHost(address.Url.IdnHost, a, address.Url.Port))] } : NetworkAccess.Internet;

    /// <summary>The objects and the files that they are checked out to: twice what a source may have.</summary>
    private StepContext Bounded(StepContext context)
    {
        var deadline = time.GetUtcNow() + options.Value.GitTimeout;
        var diskMb = (int)Math.Min(context.Limits.DiskMb, options.Value.MaxBytes >> 19);
        return deadline < context.Deadline
            ? context with { Deadline = deadline, Timeout = options.Value.GitTimeout, Mounts = [], Limits = context.Limits with { DiskMb = diskMb } }
            : context with { Mounts = [], Limits = context.Limits with { DiskMb = diskMb } };
    }

    private static async Task<IReadOnlyList<IPAddress>> ResolveAsync(GitAddress address, CancellationToken cancellationToken)
    {
        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(address.Url.IdnHost, cancellationToken);
        }
        catch (SocketException unknown)
        {
            throw new SourceException("git_host_unknown", $"The git server {Quoted.Name(address.Url.IdnHost)} is not known.", unknown);
        }
        // One private address among public ones is enough to refuse: which one git would take is chance.
        if (found.Length == 0 || (!address.Private && !found.All(PublicAddress.Is)))
            throw new SourceException("git_host_refused", $"The git server {Quoted.Name(address.Authority)} is refused: its address is private.");
        return found;
    }
}
