using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Images for the machines of a swarm: made by the manager's engine, pushed to the registry once for each content, and named by their digest from then on. An app's files are one image, which
/// is made when it is built; our first process is a layer on top of that, made anew only when this program is another.
/// </summary>
internal sealed class SwarmImages(SwarmEngine engine, SwarmOptions options, string init)
{
    private const string Repository = "apps";
    private const string Label = "coderunner.image";
    private const string ArtifactLabel = "coderunner.artifact";
    private const int MostKnown = 10_000;
    private readonly RegistryHttp _registry = new(options, Repository);
    private readonly Lazy<(byte[] Program, byte[] Hash)> _init = new(() => Read(init));
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _made = new();

    /// <summary>Whether anybody said how the registry is asked.</summary>
    public bool CanForget => options.RegistryApi is not null;

    /// <summary>
    /// The image of an app's files on that base, by digest. That of an artifact is its own, whose layers others may share: it can be removed without a look at theirs. Throws <see cref="SandboxException"/>.
    /// </summary>
    public async Task<string> PushFilesAsync(string baseImage, string files, int maxMb, Guid? artifactId, CancellationToken cancellationToken)
    {
        var own = artifactId is { } id ? $"LABEL {ArtifactLabel}={id:n}\n" : "";
        using var context = new ImageContext($"FROM {baseImage}\nUSER 0:0\nCOPY root/ /\n{own}");
        await Task.Run(() => context.AddFiles(files, maxMb), cancellationToken);
        return await MakeAsync($"files-{context.Complete()}", context.Content, cancellationToken);
    }

    /// <summary>
    /// The image that a task of that one runs: with our first process in it, and a place for the app. Asked for again it costs nothing. Throws <see cref="SandboxException"/>.
    /// </summary>
    public async Task<string> EnsureRunAsync(string image, CancellationToken cancellationToken)
    {
        var key = RunTag(image);
        if (_made.Count >= MostKnown) _made.Clear();
        while (true)
        {
            // Of several starts that want the same, one makes it.
            var mine = new Lazy<Task<string>>(() => MakeRunAsync(key, image, cancellationToken));
            var making = _made.GetOrAdd(key, mine);
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
                if (making.Value.IsFaulted || making.Value.IsCanceled) _made.TryRemove(KeyValuePair.Create(key, making));
            }
        }
    }

    /// <summary>
    /// Removes what <see cref="PushFilesAsync"/> made, and what was made of that to be run, from the registry: their names; the registry's own garbage collection frees the space. Not there is as good. Throws
    /// <see cref="HttpRequestException"/> when the registry can't be asked or refuses.
    /// </summary>
    public async Task ForgetAsync(string built, CancellationToken cancellationToken)
    {
        var prefix = $"{options.Registry}/{Repository}@";
        if (!built.StartsWith(prefix, StringComparison.Ordinal)) return;
        var run = RunTag(built);
        if (await _registry.FindDigestAsync(run, cancellationToken) is { } digest) await _registry.DeleteAsync(digest, cancellationToken);
        _made.TryRemove(run, out _);
        await _registry.DeleteAsync(built[prefix.Length..], cancellationToken);
    }

    /// <summary>A start with it failed: the registry may have lost it, and is asked the next time.</summary>
    public void Doubt(string made)
    {
        foreach (var known in _made.Where(each => each.Value is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var name } } && name == made)) _made.TryRemove(known);
    }

    /// <summary>What is made of that image with this first process.</summary>
    private string RunTag(string image) => $"run-{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(image), .. _init.Value.Hash]))}";

    private async Task<string> MakeRunAsync(string key, string image, CancellationToken cancellationToken)
    {
        using var context = new ImageContext($"FROM {image}\nUSER 0:0\nCOPY root/ /\n");
        context.AddInit(_init.Value.Program);
        context.Complete();
        return await MakeAsync(key, context.Content, cancellationToken);
    }

    private async Task<string> MakeAsync(string tag, Stream context, CancellationToken cancellationToken)
    {
        var repository = $"{options.Registry}/{Repository}";
        var login = RegistryLogin.For(options.RegistryHost, options.Registries);
        if (await engine.Http.FindDigestAsync($"{repository}:{tag}", login, cancellationToken) is { } there) return $"{repository}@{there}";
        var errors = new Errors();
        await engine.Manager.Images.BuildImageFromDockerfileAsync(
            new ImageBuildParameters { Tags = [$"{repository}:{tag}"], Labels = new Dictionary<string, string> { [Label] = options.Name }, Remove = true, ForceRemove = true, NetworkMode = "none" },
            context, Logins(), new Dictionary<string, string>(), errors, cancellationToken);
        errors.ThrowFor("made", options);
        await engine.Manager.Images.PushImageAsync(repository, new ImagePushParameters { Tag = tag }, login, errors, cancellationToken);
        errors.ThrowFor($"pushed to {options.Registry}", options);
        var digest = await engine.Http.FindDigestAsync($"{repository}:{tag}", login, cancellationToken)
            ?? throw new SandboxException("image_not_pushed", $"The image of the app was pushed to {options.Registry}, which does not have it.");
        await PruneAsync(cancellationToken);
        return $"{repository}@{digest}";
    }

    /// <summary>The registry has them: those that nothing here uses go when others that are being pushed can't be among them.</summary>
    private async Task PruneAsync(CancellationToken cancellationToken)
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

    private static (byte[] Program, byte[] Hash) Read(string init)
    {
        var program = File.ReadAllBytes(init);
        return (program, SHA256.HashData(program));
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
