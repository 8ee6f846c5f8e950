using System.Diagnostics;
using CodeRunner.Worker.Ingress.Counting;
using Microsoft.Extensions.ObjectPool;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>
/// One try to get a request answered: what the app is told of the client, the time until its answer must begin, and whether anything was written to it. Used again and
/// again, because a request costs little more than what is allocated for it.
/// </summary>
internal sealed class Attempt : HttpTransformer, IResettable, IDisposable
{
    private static readonly AsyncLocal<Attempt?> OfThisFlow = new();
    private static readonly ObjectPool<Attempt> Pool = new DefaultObjectPoolProvider().Create<Attempt>();

    private readonly CancellationTokenSource source = new();
    private TimeSpan limit;
    private Target? target;
    private Forwarded forwarded;
    private Visit visit;
    private bool hasBody;
    private volatile int answered;
    private long asked;

    /// <summary>The one on whose behalf this code runs.</summary>
    public static Attempt? Current => OfThisFlow.Value;

    public CancellationToken Token => source.Token;

    public bool Expired => source.IsCancellationRequested;

    /// <summary>Whether the app may have seen something of the request.</summary>
    public bool Asked => asked != 0;

    /// <summary>The status that the app's answer began with.</summary>
    public int? Answered => answered == 0 ? null : answered;

    /// <summary>Of the answer's body, when they are not counted as they flow.</summary>
    public long AnswerBytes { get; private set; }

    /// <summary>Must be called where the sending is awaited, so that what the sending calls knows whose it is.</summary>
    public static Attempt Begin(Target target, TimeSpan limit, in Forwarded forwarded, bool hasBody, Visit visit)
    {
        var attempt = Pool.Get();
        (attempt.target, attempt.limit, attempt.forwarded, attempt.hasBody, attempt.visit) = (target, limit, forwarded, hasBody, visit);
        attempt.source.CancelAfter(limit);
        OfThisFlow.Value = attempt;
        return attempt;
    }

    public void End()
    {
        OfThisFlow.Value = null;
        Pool.Return(this);
    }

    /// <summary>A body that still goes out is no silence, however long it takes.</summary>
    public void Ask()
    {
        if (asked == 0)
            asked = Stopwatch.GetTimestamp();
        if (hasBody && answered == 0)
            source.CancelAfter(limit);
    }

    public void Dispose() => source.Dispose();

    public bool TryReset()
    {
        (target, forwarded, asked, answered, AnswerBytes, hasBody, visit) = (null, default, 0, 0, 0, false, default);
        return source.TryReset();
    }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = InstanceUri.Of(httpContext);
        var headers = proxyRequest.Headers;
        headers.Host = httpContext.Request.Host.Value;
        headers.TryAddWithoutValidation("X-Forwarded-For", forwarded.For);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", forwarded.Proto);
        headers.TryAddWithoutValidation("X-Forwarded-Host", forwarded.Host);
        headers.TryAddWithoutValidation("X-Forwarded-Port", forwarded.Port);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        answered = (int)proxyResponse.StatusCode;
        target?.Succeed();
        visit.Answer(answered, asked);
        AnswerBytes = visit.MeasureAnswer(httpContext, proxyResponse);
        source.CancelAfter(Timeout.InfiniteTimeSpan);
        var copied = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse.Headers.NonValidated.TryGetValues("Connection", out var named))
            NamedHeaders.Remove(new([.. named]), httpContext.Response.Headers);
        return copied;
    }
}
