using System.Diagnostics;
using System.Net;
using CodeRunner.Contracts.Deployments;
using CodeRunner.Worker.Ingress.Choosing;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Ingress.Forwarding;
using CodeRunner.Worker.Ingress.Waking;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>Sends a request to an instance of the app that its Host names, or says why that cannot be.</summary>
internal sealed class IngressProxy(IHttpForwarder forwarder, RouteTable table, HostNames names, TrustedProxies proxies, WaitingRoom room, IOptions<IngressOptions> options)
{
    private readonly ForwarderRequestConfig config = new()
    {
        ActivityTimeout = options.Value.IdleTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly ForwarderRequestConfig configOfGrpc = new()
    {
        ActivityTimeout = options.Value.IdleTimeout,
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly TimeSpan responseTimeout = options.Value.ResponseTimeout;

    public Task InvokeAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        if (table.Find(HostNames.Normalize(context.Request.Host)) is { } route)
            return VisitAsync(context, route, new Visit(route.Load.Counter, began));
        IngressMetrics.CountUnrouted();
        return IngressPage.NotFound(context.Request.Host.Value, names.Domain).WriteAsync(context);
    }

    private Task VisitAsync(HttpContext context, Route route, Visit visit)
    {
        if (!BodyRules.TryApply(context, route, options.Value.MaxRequestBodyBytes))
            return RefuseAsync(context, IngressPage.TooLarge, visit);
        return route.Load.TryEnter(route.MaxConcurrent) ? EnteredAsync(context, route, visit) : RefuseAsync(context, IngressPage.Busy, visit);
    }

    private static Task RefuseAsync(HttpContext context, IngressPage page, Visit visit)
    {
        visit.Answer(page.Status);
        return page.WriteAsync(context);
    }

    private async Task EnteredAsync(HttpContext context, Route route, Visit visit)
    {
        try
        {
            if (route.IsWorthWaiting)
                await WaitAsync(context, route, visit);
            else
                await ServeAsync(context, route, visit);
        }
        finally
        {
            route.Load.Leave();
        }
    }

    private Task ServeAsync(HttpContext context, Route route, Visit visit)
    {
        var mayRepeat = MayRepeat(context.Request);
        if (route.Pick(null, mayRepeat) is not { } target)
            return RefuseAsync(context, IngressPage.NotServing(route), IsMeantToServe(route) ? visit : default);
        return route.Load.TakeAwaited() is { } release
            ? ForwardFirstAsync(context, route, target, mayRepeat, visit, release)
            : ForwardAsync(context, route, target, mayRepeat, visit);
    }

    private async Task WaitAsync(HttpContext context, Route route, Visit visit)
    {
        var (now, letIn) = await room.WaitAsync(route, context.RequestAborted);
        if (context.RequestAborted.IsCancellationRequested)
            visit.Leave(hadBegun: false);
        else if (!letIn)
            await RefuseAsync(context, IngressPage.Crowded, visit);
        else if (now.IsWorthWaiting)
            await RefuseAsync(context, IngressPage.NotAwake, visit);
        else
            await ServeAsync(context, now, visit);
    }

    private async Task ForwardFirstAsync(HttpContext context, Route route, Target target, bool mayRepeat, Visit visit, ServingRelease release)
    {
        using var span = FirstRequest.Begin(route, release);
        await ForwardAsync(context, route, target, mayRepeat, visit);
        FirstRequest.End(span, context.Response.StatusCode);
    }

    private async Task ForwardAsync(HttpContext context, Route route, Target target, bool mayRepeat, Visit visit)
    {
        var forwarded = Forwarded.Of(context, proxies);
        RemoveClaims(context.Request.Headers);
        route.Load.Retries.Earn();
        visit.MeasureRequest(context, BodyRules.CanHaveBody(context));
        var (outcome, answered) = await SendAsync(context, target, forwarded, visit);
        if (outcome is SendOutcome.Refused or SendOutcome.Broken && (FindOther(route, target, outcome, mayRepeat) ?? await FindWokenAsync(context, route, outcome, mayRepeat)) is { } other)
        {
            context.Response.Clear();
            (outcome, answered) = await SendAsync(context, other, forwarded, visit);
        }
        if (context.RequestAborted.IsCancellationRequested)
            visit.Leave(answered is not null);
        else if (outcome != SendOutcome.Done && !context.Response.HasStarted)
            await FailAsync(context, IngressPage.Failed(outcome, context.Response.StatusCode), answered, visit);
    }

    /// <summary>An app can die between the headers of its answer, which counted, and the first byte of the body: nobody has seen of it then.</summary>
    private static Task FailAsync(HttpContext context, IngressPage page, int? answered, Visit visit)
    {
        if (answered is not { } status)
            return RefuseAsync(context, page, visit);
        visit.Fail(status);
        return page.WriteAsync(context);
    }

    /// <summary>Who visits what never ran yet, or what its owner has stopped, meets no error of the app.</summary>
    private static bool IsMeantToServe(Route route) => route.State is DeploymentState.Running or DeploymentState.Failing;

    /// <summary>Asks the table again: what failed may have been replaced meanwhile.</summary>
    private Target? FindOther(Route route, Target failed, SendOutcome outcome, bool mayRepeat)
    {
        var now = table.Refresh(route) ?? route;
        return RetryRule.Allows(outcome, mayRepeat, now.CountGood(failed)) && now.Pick(failed, mayRepeat) is { } other && route.Load.Retries.TrySpend() ? other : null;
    }

    /// <summary>It went to sleep while this request was on its way, and nobody saw the request.</summary>
    private async Task<Target?> FindWokenAsync(HttpContext context, Route route, SendOutcome outcome, bool mayRepeat) =>
        outcome == SendOutcome.Refused && table.Refresh(route) is { IsWorthWaiting: true } asleep ? (await room.WaitAsync(asleep, context.RequestAborted)).Route.Pick(null, mayRepeat) : null;

    /// <summary>And the status that the app's answer began with, if it did.</summary>
    private async Task<(SendOutcome Outcome, int? Answered)> SendAsync(HttpContext context, Target target, Forwarded forwarded, Visit visit)
    {
        var attempt = Attempt.Begin(target, responseTimeout, forwarded, BodyRules.CanHaveBody(context), visit);
        target.Begin();
        try
        {
            var error = await forwarder.SendAsync(context, InstanceUri.Destination, target.Client, IsGrpc(context.Request) ? configOfGrpc : config, attempt, attempt.Token);
            var outcome = error == ForwarderError.None ? SendOutcome.Done : Classify(context, attempt);
            if (error == ForwarderError.None)
                visit.Complete(attempt.AnswerBytes);
            else if (outcome is SendOutcome.Refused or SendOutcome.Broken)
                target.Fail();
            return (outcome, attempt.Answered);
        }
        catch (ObjectDisposedException) when (!attempt.Asked)
        {
            // The target went between the choice and the request.
            return (SendOutcome.Refused, null);
        }
        finally
        {
            target.End();
            attempt.End();
        }
    }

    private static SendOutcome Classify(HttpContext context, Attempt attempt)
    {
        if (context.RequestAborted.IsCancellationRequested)
            return SendOutcome.Done;
        if (attempt.Expired)
            return SendOutcome.TimedOut;
        if (context.Response.HasStarted)
            return SendOutcome.Failed;
        var (error, exception) = context.GetForwarderErrorFeature() is { } feature ? (feature.Error, feature.Exception) : (ForwarderError.Request, null);
        if (error != ForwarderError.Request)
            return SendOutcome.Failed;
        if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } && !attempt.Asked)
            return SendOutcome.Refused;
        return exception is ObjectDisposedException && !attempt.Asked ? SendOutcome.Refused
            : exception is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } ? SendOutcome.Failed
            : SendOutcome.Broken;
    }

    private static void RemoveClaims(IHeaderDictionary headers)
    {
        foreach (var claim in Forwarded.Claims)
            headers.Remove(claim);
        List<string>? disguised = null;
        foreach (var (name, _) in headers)
            if (Forwarded.IsDisguised(name))
                (disguised ??= []).Add(name);
        foreach (var name in disguised ?? [])
            headers.Remove(name);
        NamedHeaders.Remove(headers.Connection, headers);
    }

    private static bool MayRepeat(HttpRequest request)
    {
        var harmless = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method);
        return harmless && (request.ContentLength ?? 0) == 0 && request.Headers.TransferEncoding.Count == 0;
    }

    /// <summary>gRPC needs HTTP/2 all the way; an app that speaks it does so without being asked.</summary>
    private static bool IsGrpc(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
