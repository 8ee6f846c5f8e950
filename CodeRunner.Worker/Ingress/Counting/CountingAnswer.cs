using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>Counts an answer's body as it is written; all else is done by who did it before.</summary>
internal sealed class CountingAnswer(IHttpResponseBodyFeature inner, TrafficCounter counter) : IHttpResponseBodyFeature
{
    public Stream Stream { get; } = new CountingStream(inner.Stream, counter);

    public PipeWriter Writer => inner.Writer;

    public static void Wrap(HttpContext context, TrafficCounter counter)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is { } feature)
            context.Features.Set<IHttpResponseBodyFeature>(new CountingAnswer(feature, counter));
    }

    public Task CompleteAsync() => inner.CompleteAsync();

    public void DisableBuffering() => inner.DisableBuffering();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);
}
