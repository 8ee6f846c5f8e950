using CodeRunner.Core.Releases;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Images of one engine: looked at, and pulled where they are not there.</summary>
internal sealed class EngineImages(IDockerClient engine, EngineOptions options, PulledImages pulled) : IDisposable
{
    private const int MostPullsForStarts = 16;

    private readonly SemaphoreSlim _pulls = new(MostPullsForStarts);

    public Task<ImageInspectResponse> EnsureAsync(string name, CancellationToken cancellationToken) => EnsureAsync(name, () => { }, cancellationToken);

    /// <summary>As <see cref="EnsureAsync(string, CancellationToken)"/>, for a release's image by its pinned name, which may have been removed or be on another node only.</summary>
    public Task<ImageInspectResponse> EnsurePinnedAsync(string pinned, CancellationToken cancellationToken) => EnsureAsync(pinned, () => pulled.Note(pinned, pinned), cancellationToken);

    /// <summary>One that this platform pushed itself, wherever its registry is.</summary>
    public Task<ImageInspectResponse> EnsureOwnAsync(string pinned, CancellationToken cancellationToken) => EnsureAsync(pinned, () => { }, cancellationToken, isOwn: true);

    public void Dispose() => _pulls.Dispose();

    /// <summary>What the name stands for at its registry now; what this machine has of that name only where that is allowed.</summary>
    public async Task<ResolvedImage> ResolveAsync(string name, Action<string> say, CancellationToken cancellationToken)
    {
        ImageInspectResponse image;
        var before = (await engine.Images.ListImagesAsync(new ImagesListParameters { All = true }, cancellationToken)).Select(known => known.ID).ToHashSet();
        try
        {
            image = await PullAsync(name, new PullProgress(line => say(ForPeople(line, name))), cancellationToken);
        }
        catch (SandboxException failed) when (options.LocalImages)
        {
            image = await FindAsync(name, cancellationToken) ?? throw new SandboxException(failed.Code, $"{failed.Message} It is not on this node either.", failed);
            say("The registry does not have it; the one of this name on this node is used.");
        }

        var repository = ImageReference.TryParse(name, out var reference) ? reference.Repository : name;
        var pinned = image.RepoDigests?.FirstOrDefault(d => ImageReference.TryParse(d, out var known) && known.Repository == repository) ?? image.ID;
        if (!before.Contains(image.ID) || pulled.Has(pinned)) pulled.Note(pinned, name);
        return new ResolvedImage(pinned, pinned[(pinned.IndexOf('@', StringComparison.Ordinal) + 1)..], image.Size);
    }

    public IReadOnlyList<PulledImage> Pulled() => pulled.All();

    /// <summary>By its names and never by force: the engine keeps what a container uses, and what a person has named otherwise.</summary>
    public async Task<bool> RemoveAsync(PulledImage image, CancellationToken cancellationToken)
    {
        if (await FindAsync(image.Pinned, cancellationToken) is { } found)
        {
            if (await FindAsync(image.Name, cancellationToken) is { } named && named.ID == found.ID && !await TryRemoveAsync(image.Name, cancellationToken)) return false;
            if (!await TryRemoveAsync(image.Pinned, cancellationToken)) return false;
        }

        pulled.Forget(image.Pinned);
        return true;
    }

    private async Task<ImageInspectResponse> EnsureAsync(string name, Action onPulled, CancellationToken cancellationToken, bool isOwn = false)
    {
        if (await FindAsync(name, cancellationToken) is { } there) return there;
        await _pulls.WaitAsync(cancellationToken);
        try
        {
            // Another start may have waited for the same one.
            if (await FindAsync(name, cancellationToken) is { } here) return here;
            var image = await PullAsync(name, new Progress<JSONMessage>(), cancellationToken, isOwn);
            onPulled();
            return image;
        }
        finally
        {
            _pulls.Release();
        }
    }

    private async Task<bool> TryRemoveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Images.DeleteImageAsync(name, new ImageDeleteParameters { Force = false }, cancellationToken);
            return true;
        }
        catch (DockerApiException gone) when (gone.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (DockerApiException used) when (used.StatusCode == System.Net.HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    public async Task<ImageInspectResponse?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Images.InspectImageAsync(name, cancellationToken);
        }
        catch (DockerApiException missing) when (missing.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Throws <see cref="SandboxException"/> with the registry's own word when it can't be had.</summary>
    public async Task<ImageInspectResponse> PullAsync(string name, IProgress<JSONMessage> progress, CancellationToken cancellationToken, bool isOwn = false)
    {
        var reference = ImageReference.TryParse(name, out var parsed) ? parsed : throw NotPulled(name, "that is not an image's name");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.PullTimeout);
        if (!isOwn && await RegistryPlace.IsPrivateAsync(reference.Registry, options.AllowedPrivateRegistries, limit.Token))
            throw NotPulled(name, $"{reference.Registry} is not on the internet. To allow it, the operator adds '{reference.Registry}' to {options.Path}:{nameof(EngineOptions.AllowedPrivateRegistries)}");
        var errors = new Errors(progress);
        try
        {
            var parameters = new ImagesCreateParameters { FromImage = reference.Repository, Tag = reference.Digest ?? reference.Tag ?? "latest" };
            await engine.Images.CreateImageAsync(parameters, RegistryLogin.For(reference.Registry, options.Registries), errors, limit.Token);
            if (errors.Message is { } message) throw NotPulled(name, ForPeople(message, name), new IOException(message));
            return await FindAsync(name, limit.Token) ?? throw NotPulled(name, "the container engine pulled it and does not have it");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotPulled(name, $"it took longer than {options.PullTimeout.TotalSeconds:0} s");
        }
        catch (DockerApiException refused)
        {
            throw NotPulled(name, ForPeople(EngineWords.Of(refused), name), refused);
        }
    }

    private string ForPeople(string words, string name) => EngineWords.ForPeople(words, name, options.Registries.Select(r => r.Password));

    private static SandboxException NotPulled(string name, string why, Exception? inner = null) => new("image_not_pulled", $"The image {name} could not be pulled: {why.TrimEnd('.')}.", inner);

    /// <summary>Engines answer a pull with 200 and say only then, as one of many messages, that it failed.</summary>
    private sealed class Errors(IProgress<JSONMessage> next) : IProgress<JSONMessage>
    {
        public string? Message { get; private set; }

        public void Report(JSONMessage value)
        {
            Message ??= value.Error?.Message;
            next.Report(value);
        }
    }
}
