using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CodeRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace CodeRunner.Tests.Telemetry;

/// <summary>A collector of this run: takes what services export by OTLP over HTTP, and keeps the newest of it.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const int Most = 200_000;

    private static readonly Shared<OtlpReceiver> OfRun = new(StartAsync);

    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedSpan> spans = new();
    private readonly ConcurrentQueue<ReceivedLine> lines = new();
    private readonly ConcurrentQueue<string> bodies = new();
    private volatile Exception? unreadable;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(async context =>
        {
            try
            {
                await TakeAsync(context);
            }
            catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                // An exporter that is refused drops what it sent: the test that waits for it is told why.
                unreadable = exception;
                throw;
            }
        });
    }

    public IEnumerable<ReceivedSpan> Spans => spans;

    public IEnumerable<ReceivedLine> Lines => lines;

    /// <summary>All that came, as text: to look for what must never be there.</summary>
    public IEnumerable<string> Bodies => bodies;

    /// <summary>Each body as it comes, for who wants all from a moment on.</summary>
    public event Action<byte[]>? Came;

    /// <summary>What makes a service export here, soon and all of it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.First()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
    ];

    public static Task<OtlpReceiver> GetAsync() => OfRun.GetAsync();

    public IReadOnlyList<ReceivedSpan> Trace(string traceId) => [.. spans.Where(span => span.TraceId == traceId).OrderBy(span => span.Began)];

    /// <summary>Waits until the trace has spans of all these names.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> TraceWithAsync(string traceId, params string[] names)
    {
        await Eventually.BeAsync(
            () => unreadable is null ? Task.FromResult(string.Join(", ", Trace(traceId).Select(span => span.Name))) : throw new InvalidDataException("What came could not be read.", unreadable),
            seen => names.All(seen.Split(", ").Contains),
            $"trace {traceId} has {string.Join(", ", names)}");
        return Trace(traceId);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = new ProtoMessage(body.ToArray());
        if (context.Request.Path == "/v1/traces")
            Keep(spans, message.All(1).SelectMany(SpansOf));
        else if (context.Request.Path == "/v1/logs")
            Keep(lines, message.All(1).SelectMany(LinesOf));
        Came?.Invoke(body.ToArray());
        Keep(bodies, [Encoding.Latin1.GetString(body.ToArray())], 2000);
        context.Response.ContentType = "application/x-protobuf";
    }

    private static void Keep<T>(ConcurrentQueue<T> kept, IEnumerable<T> news, int most = Most)
    {
        foreach (var each in news)
            kept.Enqueue(each);
        while (kept.Count > most)
            kept.TryDequeue(out _);
    }

    private static IEnumerable<ReceivedSpan> SpansOf(ProtoMessage resource) =>
        from scope in resource.All(2)
        let source = scope.All(1).FirstOrDefault()?.Text(1) ?? ""
        from span in scope.All(2)
        let status = span.All(15).FirstOrDefault()
        select new ReceivedSpan(
            ServiceOf(resource), source, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(7), span.Number(8), status?.Number(3) == 2, status?.Text(2) ?? "", span.Attributes(9));

    private static IEnumerable<ReceivedLine> LinesOf(ProtoMessage resource) =>
        from scope in resource.All(2)
        from line in scope.All(2)
        select new ReceivedLine(ServiceOf(resource), line.All(5).FirstOrDefault()?.Text(1) ?? "", line.Hex(9), line.Hex(10));

    private static string ServiceOf(ProtoMessage resource) => resource.All(1).First().Attributes(1).GetValueOrDefault("service.name", "");
}
