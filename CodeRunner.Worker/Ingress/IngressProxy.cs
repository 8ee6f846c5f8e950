using System.Diagnostics;
using System.Net;
using CodeRunner.Worker.Ingress.Choosing;
using CodeRunner.Worker.Ingress.Counting;
using CodeRunner.Worker.Ingress.Forwarding;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>Sends a request to an instance of the app that its Host names, or says why that cannot be.</summary>
internal sealed class IngressProxy(IHttpForwarder forwarder, RouteTable table, HostNames names, TrustedProxies proxies, IOptions<IngressOptions> options)
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

    public async Task InvokeAsync(HttpContext context)
    {
        var (began, route) = (Stopwatch.GetTimestamp(), table.Find(HostNames.Normalize(context.Request.Host)));
        try
        {
            if (route is null)
                await IngressPage.NotFound(context.Request.Host.Value, names.Domain).WriteAsync(context);
            else if (!BodyRules.TryApply(context, route, options.Value.MaxRequestBodyBytes))
                await IngressPage.TooLarge.WriteAsync(context);
            else if (!route.Load.TryEnter(route.MaxConcurrent))
                await IngressPage.Busy.WriteAsync(context);
            else
                await EnteredAsync(context, route);
        }
        finally
        {
            IngressMetrics.Done(context, route, began);
        }
    }

    private async Task EnteredAsync(HttpContext context, Route route)
    {
        try
        {
            var mayRepeat = MayRepeat(context.Request);
            if (route.Pick(null, mayRepeat) is { } target)
                await (route.Load.TakeAwaited() is { } release
                    ? ForwardFirstAsync(context, route, target, mayRepeat, release)
                    : ForwardAsync(context, route, target, mayRepeat));
            else
                await IngressPage.NotServing(route).WriteAsync(context);
        }
        finally
        {
            route.Load.Leave();
        }
    }

    private async Task ForwardFirstAsync(HttpContext context, Route route, Target target, bool mayRepeat, ServingRelease release)
    {
        using var span = FirstRequest.Begin(route, release);
        await ForwardAsync(context, route, target, mayRepeat);
        FirstRequest.End(span, context.Response.StatusCode);
    }

    private async Task ForwardAsync(HttpContext context, Route route, Target target, bool mayRepeat)
    {
        var forwarded = Forwarded.Of(context, proxies);
        RemoveClaims(context.Request.Headers);
        route.Load.Retries.Earn();
        var outcome = await SendAsync(context, target, forwarded);
        if (outcome is SendOutcome.Refused or SendOutcome.Broken && FindOther(route, target, outcome, mayRepeat) is { } other)
        {
            context.Response.Clear();
            outcome = await SendAsync(context, other, forwarded);
        }
        if (outcome != SendOutcome.Done && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await IngressPage.Failed(outcome, context.Response.StatusCode).WriteAsync(context);
    }

    /// <summary>Asks the table again: what failed may have been replaced meanwhile.</summary>
    private Target? FindOther(Route route, Target failed, SendOutcome outcome, bool mayRepeat)
    {
        var now = table.Refresh(route) ?? route;
        return RetryRule.Allows(outcome, mayRepeat, now.CountGood(failed)) && now.Pick(failed, mayRepeat) is { } other && route.Load.Retries.TrySpend() ? other : null;
    }

    private async Task<SendOutcome> SendAsync(HttpContext context, Target target, Forwarded forwarded)
    {
        var attempt = Attempt.Begin(target, responseTimeout, forwarded, BodyRules.CanHaveBody(context));
        target.Begin();
        try
        {
            var error = await forwarder.SendAsync(context, InstanceUri.Destination, target.Client, IsGrpc(context.Request) ? configOfGrpc : config, attempt, attempt.Token);
            var outcome = error == ForwarderError.None ? SendOutcome.Done : Classify(context, attempt);
            if (outcome is SendOutcome.Refused or SendOutcome.Broken)
                target.Fail();
            return outcome;
        }
        catch (ObjectDisposedException) when (!attempt.Asked)
        {
            // The target went between the choice and the request.
            return SendOutcome.Refused;
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
