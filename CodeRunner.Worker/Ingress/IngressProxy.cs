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
        if (outcome == ForwarderError.Request && MayRepeat(context) && (table.Find(route.Slug) ?? route).Pick(target) is { } other)
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
        try
        {
            var error = await forwarder.SendAsync(context, Destination, target.Client, config, Transformer, timer.Token);
            return error != ForwarderError.None && timer.Expired && !context.RequestAborted.IsCancellationRequested ? ForwarderError.RequestTimedOut : error;
        }
        catch (ObjectDisposedException)
        {
            // The target went between the choice and the request.
            return ForwarderError.Request;
        }
        finally
        {
            target.End();
        }
    }

    /// <summary>Nothing was sent that could have had an effect: the connection was refused, or the method promises none and there is no body.</summary>
    private static bool MayRepeat(HttpContext context)
    {
        var request = context.Request;
        var harmless = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method);
        var empty = request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0;
        return harmless && empty && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;
    }
}
