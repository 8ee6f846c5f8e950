using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Worker.Sandboxes.Conformance;

/// <summary>A registry on loopback, or where it is told, with one image, team/app:1: as much of the distribution protocol as a pull takes.</summary>
internal sealed class ImageRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private const string Unknown = """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""";
    private const string Script = "echo $PORT $IN_IMAGE $SECRET $PWD; id -u";
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly byte[] _manifest;
    private readonly WebApplication _app;

    private ImageRegistry(byte[] layerTar, string address)
    {
        var layer = Compress(layerTar);
        var config = Encoding.UTF8.GetBytes($$$"""
            {"architecture":"amd64","os":"linux","created":"{{{DateTime.UtcNow:O}}}","config":{"User":"0","WorkingDir":"/srv","Env":["PATH=/bin","IN_IMAGE=yes"],
            "Entrypoint":["/bin/sh","-c"],"Cmd":["{{{Script}}}"]},"rootfs":{"type":"layers","diff_ids":["{{{DigestOf(layerTar)}}}"]}}
            """);
        foreach (var blob in (byte[][])[layer, config]) _blobs[DigestOf(blob)] = blob;
        _manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{config.Length}},"digest":"{{DigestOf(config)}}"},
            "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":{{layer.Length}},"digest":"{{DigestOf(layer)}}"}]}
            """);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}:0");
        _app = builder.Build();
        _app.MapGet("/v2/", () => Results.Ok());
        _app.MapMethods("/v2/team/app/manifests/{reference}", ["GET", "HEAD"], (string reference, HttpResponse response) =>
        {
            response.Headers["Docker-Content-Digest"] = Digest;
            return reference == "1" || reference == Digest ? Results.Bytes(_manifest, ManifestType) : Results.Text(Unknown, "application/json", statusCode: 404);
        });
        _app.MapMethods("/v2/team/app/blobs/{digest}", ["GET", "HEAD"], (string digest) =>
            _blobs.TryGetValue(digest, out var blob) ? Results.Bytes(blob, "application/octet-stream") : Results.NotFound());
    }

    public string Digest => DigestOf(_manifest);

    public string Host => new Uri(_app.Urls.Single()).Authority;

    public static async Task<ImageRegistry> StartAsync(string address = "127.0.0.1")
    {
        using var tree = await TestImage.RootAsync("srv");
        var registry = new ImageRegistry(tree.ToArray(), address);
        await registry._app.StartAsync();
        return registry;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string DigestOf(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    private static byte[] Compress(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(bytes);
        return target.ToArray();
    }
}
