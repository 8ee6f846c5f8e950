using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>Sends a request to an instance of the app that its Host names, or says why that cannot be.</summary>
internal sealed class IngressProxy(IHttpForwarder forwarder, RouteTable table, HostNames hosts, IOptions<IngressOptions> options)
{
    private const string Destination = "http://instance";

    private static readonly InstanceTransformer Transformer = new();

    private readonly ForwarderRequestConfig config = new()
    {
        ActivityTimeout = options.Value.IdleTimeout,
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task InvokeAsync(HttpContext context)
    {
        var slug = hosts.FindSlug(context.Request.Host);
        if (slug is null || table.Find(slug) is not { } route)
            await IngressPage.NotFound(context.Request.Host.Value, options.Value.Domain).WriteAsync(context);
        else if (route.Pick(null) is not { } target)
            await IngressPage.NotServing(route).WriteAsync(context);
        else
            await ForwardAsync(context, route, target);
    }

    private async Task ForwardAsync(HttpContext context, Route route, Target target)
    {
        var outcome = await SendAsync(context, target);
        if (outcome == ForwarderError.NoAvailableDestinations && MayRepeat(context.Request) && (table.Find(route.Slug) ?? route).Pick(target) is { } other)
        {
            context.Response.Clear();
            outcome = await SendAsync(context, other);
        }
        if (outcome != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await IngressPage.Failed(outcome, context.Response.StatusCode).WriteAsync(context);
    }

    private async Task<ForwarderError> SendAsync(HttpContext context, Target target)
    {
        using var timer = new ResponseTimer(options.Value.ResponseTimeout, context.RequestAborted);
        context.Features.Set(timer);
        target.Begin();
        var brokenBefore = target.Broken;
        try
        {
            var error = await forwarder.SendAsync(context, Destination, target.Client, config, Transformer, timer.Token);
            return Classify(context, error, timer, mayHaveArrived: target.Broken != brokenBefore);
        }
        catch (ObjectDisposedException)
        {
            // The target went between the choice and the request.
            return ForwarderError.NoAvailableDestinations;
        }
        finally
        {
            target.End();
        }
    }

    /// <summary>
    /// Only an instance that took no connection is replaced by another. When connections broke meanwhile, the request may have been what broke one (HTTP's client
    /// tries a kept connection and then a new one), and must not go on to break the next instance.
    /// </summary>
    private static ForwarderError Classify(HttpContext context, ForwarderError error, ResponseTimer timer, bool mayHaveArrived)
    {
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
            return error;
        if (timer.Expired)
            return ForwarderError.RequestTimedOut;
        var refused = context.GetForwarderErrorFeature()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        return refused && !mayHaveArrived && !context.Response.HasStarted ? ForwarderError.NoAvailableDestinations : error;
    }

    private static bool MayRepeat(HttpRequest request)
    {
        var harmless = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method);
        return harmless && (request.ContentLength ?? 0) == 0 && request.Headers.TransferEncoding.Count == 0;
    }
}
