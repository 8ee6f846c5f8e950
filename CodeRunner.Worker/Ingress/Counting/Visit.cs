using System.Diagnostics;
using System.Net;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>One request on its way through the ingress, for the counter of its deployment. Default: nothing is counted.</summary>
internal readonly record struct Visit(TrafficCounter? Counter, long Began)
{
    /// <summary>A body of known length up to this is counted at once; what is longer, or of unknown length, as it flows.</summary>
    private const long AtOnce = 1 << 20;

    /// <summary>The app's answer begins; it was asked at that time stamp.</summary>
    public void Answer(int status, long asked)
    {
        Counter?.CountQueued(Stopwatch.GetElapsedTime(Began, asked));
        Answer(status);
    }

    public void Answer(int status)
    {
        if (Counter is null)
            return;
        var after = Stopwatch.GetElapsedTime(Began);
        Counter.CountAnswer(status, after);
        IngressMetrics.CountAnswer(status, after);
    }

    /// <summary>Whoever asked is gone; an answer that had begun was counted then.</summary>
    public void Leave(bool hadBegun)
    {
        if (!hadBegun)
            Counter?.CountUnanswered();
    }

    /// <summary>Of an answer that had begun nothing was sent, and an error is: the request was counted, and its error if the app had answered with one.</summary>
    public void Fail(int answered)
    {
        if (AnswerClass.IndexOf(answered) != AnswerClass.ServerError)
            Counter?.CountFailure();
    }

    /// <summary>Before the request's body is read. What an upgraded connection carries is counted, too.</summary>
    public void MeasureRequest(HttpContext context, bool canHaveBody)
    {
        if (Counter is null)
            return;
        if (context.Request.Headers.Upgrade.Count > 0)
            CountingUpgrade.Wrap(context, Counter);
        if (!canHaveBody)
            return;
        if (context.Request.ContentLength is { } length and <= AtOnce)
            Counter.CountIn(length);
        else
            context.Request.Body = new CountingStream(context.Request.Body, Counter);
    }

    /// <summary>Before the answer's body is written. Returns how many bytes <see cref="Complete"/> is to count; 0 where they are counted as they flow.</summary>
    public long MeasureAnswer(HttpContext context, HttpResponseMessage answer)
    {
        if (Counter is null || HttpMethods.IsHead(context.Request.Method) || answer.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.NoContent or HttpStatusCode.NotModified)
            return 0;
        if (answer.Content.Headers.ContentLength is { } length and <= AtOnce)
            return length;
        CountingAnswer.Wrap(context, Counter);
        return 0;
    }

    /// <summary>All of an answer was written.</summary>
    public void Complete(long bytes)
    {
        if (bytes > 0)
            Counter?.CountOut(bytes);
    }
}
