using System.Threading.Channels;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Releases;
using CodeRunner.Worker.Builds.Plans;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>An image needs no build: it is brought here, and its name is pinned to what it stands for now.</summary>
public sealed class ImageReleases(ISandboxProvider provider, BuildLog log, NodeIdentity node)
{
    public async Task<Artifact> PullAsync(BuildRequest request, CancellationToken cancellationToken)
    {
        var name = request.Source.Name ?? "";
        await log.SayAsync(request, $"$ pull {name}", cancellationToken);
        var image = await ResolveAsync(request, name, cancellationToken);
        await log.SayAsync(request, $"{name} is {image.Digest}", cancellationToken);
        var start = request.Settings.StartCommand is { } command ? ShellCommand.Words(command) ?? ShellCommand.Run(command) : [];
        return new Artifact(request.ReleaseId, node.Id, Runtime.Image, start, "", new Dictionary<string, string>(), image.Bytes) { Image = image.Pinned, ImageDigest = image.Digest };
    }

    private async Task<ResolvedImage> ResolveAsync(BuildRequest request, string name, CancellationToken cancellationToken)
    {
        var said = Channel.CreateUnbounded<string>();
        var telling = TellAsync(request, said.Reader, cancellationToken);
        try
        {
            return await provider.ResolveImageAsync(name, line => said.Writer.TryWrite(line), cancellationToken);
        }
        finally
        {
            said.Writer.Complete();
            await telling;
        }
    }

    private async Task TellAsync(BuildRequest request, ChannelReader<string> lines, CancellationToken cancellationToken)
    {
        await foreach (var line in lines.ReadAllAsync(cancellationToken))
            await log.SayAsync(request, line, cancellationToken);
    }
}
