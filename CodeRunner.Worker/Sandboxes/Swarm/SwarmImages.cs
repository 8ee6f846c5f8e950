using System.Collections.Concurrent;
using System.Net;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Images for tasks: made by the manager's engine, pushed to the registry once for each content, and named by their digest from then on.</summary>
internal sealed class SwarmImages(SwarmEngine engine, SwarmOptions options, string init)
{
    private const string Repository = "apps";
    private const string Label = "coderunner.image";
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _pushed = new();

    /// <summary>
    /// The image of an app's files (null: of our first process alone) on that base, by digest. Throws <see cref="SandboxException"/>.
    /// </summary>
    public async Task<string> EnsureAsync(string baseImage, string? files, int maxMb, CancellationToken cancellationToken)
    {
        using var context = new ImageContext(baseImage, init);
        await Task.Run(() => context.Write(files, maxMb), cancellationToken);
        while (true)
        {
            // Of several starts that want the same, one makes it.
            var mine = new Lazy<Task<string>>(() => MakeAsync(context.Hash, context.Content, cancellationToken));
            var making = _pushed.GetOrAdd(context.Hash, mine);
            try
            {
                return await making.Value.WaitAsync(cancellationToken);
            }
            catch (Exception) when (making != mine && !cancellationToken.IsCancellationRequested)
            {
                // The one who made it was cancelled, or failed; the next is to try.
            }
            finally
            {
                if (making.Value.IsFaulted || making.Value.IsCanceled) _pushed.TryRemove(KeyValuePair.Create(context.Hash, making));
            }
        }
    }

    private async Task<string> MakeAsync(string hash, Stream context, CancellationToken cancellationToken)
    {
        var repository = $"{options.Registry}/{Repository}";
        var login = RegistryLogin.For(options.RegistryHost, options.Registries);
        if (await engine.Http.FindDigestAsync($"{repository}:{hash}", login, cancellationToken) is { } there) return $"{repository}@{there}";
        var errors = new Errors();
        await engine.Manager.Images.BuildImageFromDockerfileAsync(
            new ImageBuildParameters { Tags = [$"{repository}:{hash}"], Labels = new Dictionary<string, string> { [Label] = options.Name }, Remove = true, ForceRemove = true, NetworkMode = "none" },
            context, Logins(), new Dictionary<string, string>(), errors, cancellationToken);
        errors.ThrowFor("made", options);
        await engine.Manager.Images.PushImageAsync(repository, new ImagePushParameters { Tag = hash }, login, errors, cancellationToken);
        errors.ThrowFor($"pushed to {options.Registry}", options);
        var digest = await engine.Http.FindDigestAsync($"{repository}:{hash}", login, cancellationToken)
            ?? throw new SandboxException("image_not_pushed", $"The image of the app was pushed to {options.Registry}, which does not have it.");
        await ForgetAsync(cancellationToken);
        return $"{repository}@{digest}";
    }

    /// <summary>The registry has them: those that nothing here uses go when others that are being pushed can't be among them.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [$"{Label}={options.Name}"] = true },
            ["until"] = new Dictionary<string, bool> { ["1h"] = true },
            ["dangling"] = new Dictionary<string, bool> { ["false"] = true },
        };
        try
        {
            await engine.Manager.Images.PruneImagesAsync(new ImagesPruneParameters { Filters = filters }, cancellationToken);
        }
        catch (DockerApiException busy) when (busy.StatusCode == HttpStatusCode.Conflict)
        {
            // Somebody else is at it.
        }
    }

    private IEnumerable<AuthConfig> Logins() => options.Registries.Select(r => RegistryLogin.For(r.Host, [r]));

    /// <summary>Engines answer with 200 and say only then, as one of many messages, that it failed.</summary>
    private sealed class Errors : IProgress<JSONMessage>
    {
        private string? _first;

        public void Report(JSONMessage value) => _first ??= value.Error?.Message;

        public void ThrowFor(string what, SwarmOptions options)
        {
            if (_first is { } words)
                throw new SandboxException("image_not_pushed", $"The image of the app could not be {what}: {EngineWords.ForPeople(words, options.Registry, options.Registries.Select(r => r.Password))}");
        }
    }
}
