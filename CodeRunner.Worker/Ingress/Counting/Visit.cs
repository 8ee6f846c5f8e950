using System.Diagnostics;
using System.Net;

namespace CodeRunner.Worker.Ingress.Counting;

/// <summary>One request on its way through the ingress, for the counter of its deployment. Default: nothing is counted.</summary>
internal readonly record struct Visit(TrafficCounter? Counter, long Began)
{
    /// <summary>A body of known length up to this is counted at once; what is longer, or of unknown length, as it flows.</summary>
    private const long AtOnce = 1 << 20;

    public void Answer(int status) => Counter?.CountAnswer(status, Stopwatch.GetElapsedTime(Began));

    /// <summary>Whoever asked is gone; an answer that had begun was counted then.</summary>
    public void Leave(bool hadBegun)
    {
        if (!hadBegun)
            Counter?.CountUnanswered();
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

    /// <summary>Before the answer's body is written.</summary>
    public void MeasureAnswer(HttpContext context, HttpResponseMessage answer)
    {
        if (Counter is null || HttpMethods.IsHead(context.Request.Method) || answer.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.NoContent or HttpStatusCode.NotModified)
            return;
        if (answer.Content.Headers.ContentLength is { } length and <= AtOnce)
            Counter.CountOut(length);
        else
            CountingAnswer.Wrap(context, Counter);
    }
}
