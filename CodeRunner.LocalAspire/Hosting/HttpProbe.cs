using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Asks every replica of a resource for its health over HTTP.</summary>
internal sealed class HttpProbe(IResourceWithEndpoints resource, string? endpointName, string path, int statusCode) : IHealthCheck
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromSeconds(30),
    })
    { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (FindEndpoint() is not { } endpoint)
            return HealthCheckResult.Unhealthy($"'{resource.Name}' has no {endpointName ?? "http"} endpoint to ask for {path}.");
        var answers = await Task.WhenAll(endpoint.ListenPorts.Select(port => AskAsync(endpoint, port, cancellationToken)));
        return answers.MinBy(each => each.Status);
    }

    private EndpointAnnotation? FindEndpoint()
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToArray();
        return endpointName is not null
            ? endpoints.FirstOrDefault(each => string.Equals(each.Name, endpointName, StringComparison.OrdinalIgnoreCase))
            : endpoints.FirstOrDefault(each => each.Name == "http") ?? endpoints.FirstOrDefault(each => each.UriScheme is "http" or "https");
    }

    private async Task<HealthCheckResult> AskAsync(EndpointAnnotation endpoint, int port, CancellationToken cancellationToken)
    {
        var url = $"{endpoint.UriScheme}://{endpoint.TargetHost}:{port}{path}";
        try
        {
            using var answer = await Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{url} answered {(int)answer.StatusCode} instead of {statusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy($"{url} does not answer.", exception);
        }
    }
}
