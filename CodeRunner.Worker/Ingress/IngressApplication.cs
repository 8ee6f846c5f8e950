using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace CodeRunner.Worker.Ingress;

/// <summary>
/// The proxy as Kestrel calls it: without a host around it, there is no log line, span, scope or metric for each request of an app, and no endpoint that could be reached.
/// </summary>
internal sealed class IngressApplication(IngressProxy proxy) : IHttpApplication<DefaultHttpContext>
{
    private volatile bool draining;

    /// <summary>From now on, answers tell their clients to connect anew: to another Worker.</summary>
    public void Drain() => draining = true;

    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
            return new DefaultHttpContext(contextFeatures);
        if (container.HostContext is { } used)
            used.Initialize(contextFeatures);
        else
            container.HostContext = new DefaultHttpContext(contextFeatures);
        return container.HostContext!;
    }

    public Task ProcessRequestAsync(DefaultHttpContext context)
    {
        if (draining && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.OnStarting(SayLast, context.Response);
        return proxy.InvokeAsync(context);
    }

    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();

    private static Task SayLast(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (headers.Connection.Count == 0)
            headers.Connection = "close";
        return Task.CompletedTask;
    }
}
