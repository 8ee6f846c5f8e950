using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CodeRunner.Tests.Worker.Builds;

/// <summary>A Python package index on loopback with one wheel, made by hand.</summary>
internal sealed class WheelIndex : IAsyncDisposable
{
    private const string File = "greeting-1.0-py3-none-any.whl";

    private readonly WebApplication app;

    private WheelIndex()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/simple/greeting/", () => Results.Text($"""<!doctype html><a href="/files/{File}">{File}</a>""", "text/html"));
        app.MapGet($"/files/{File}", (HttpContext context) =>
        {
            Served.Enqueue(context.Request.Path);
            return Results.Bytes(Wheel(), "application/zip");
        });
    }

    public ConcurrentQueue<string> Served { get; } = new();

    public string Url => $"{app.Urls.Single()}/simple/";

    public static async Task<WheelIndex> StartAsync()
    {
        var index = new WheelIndex();
        await index.app.StartAsync();
        return index;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static byte[] Wheel()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "greeting.py", "text = 'hello from a wheel'\n");
            Add(zip, "greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n");
            Add(zip, "greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            Add(zip, "greeting-1.0.dist-info/RECORD", "greeting.py,,\ngreeting-1.0.dist-info/METADATA,,\ngreeting-1.0.dist-info/WHEEL,,\ngreeting-1.0.dist-info/RECORD,,\n");
        }
        return bytes.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }
}
