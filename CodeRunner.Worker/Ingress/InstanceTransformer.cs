using Yarp.ReverseProxy.Forwarder;

namespace CodeRunner.Worker.Ingress;

/// <summary>What an app sees of a request: the host its client asked for, and who the client is by our word and not by its own.</summary>
internal sealed class InstanceTransformer : HttpTransformer
{
    private static readonly string[] ClaimsOfClients = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP", "Forwarded"];

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        foreach (var claim in ClaimsOfClients)
            proxyRequest.Headers.Remove(claim);
        proxyRequest.Headers.Host = request.Host.Value;
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.MapToIPv4().ToString());
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
            httpContext.Features.Get<ResponseTimer>()?.Stop();
        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }
}
