using System.Net.Sockets;
using CodeRunner.Contracts;
using CodeRunner.Worker.Ingress.Forwarding;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Deployments;

/// <summary>Asks one instance whether it is healthy: it accepts connections, or answers 2xx–3xx at its health path.</summary>
internal sealed class HealthProbe : IDisposable
{
    private readonly ISandboxProvider provider;
    private readonly Guid sandboxId;
    private readonly string? path;
    private readonly TimeSpan timeout;
    private readonly HttpMessageInvoker? http;

    public HealthProbe(ISandboxProvider provider, Guid sandboxId, string? path, TimeSpan timeout)
    {
        (this.provider, this.sandboxId, this.path, this.timeout) = (provider, sandboxId, path, timeout);
        if (path is not null)
            http = new HttpMessageInvoker(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.Zero,
                // No trace of the platform's goes to an app, and no look at it is a request of its own.
                ActivityHeadersPropagator = null,
                MeterFactory = QuietMeters.Instance,
                ConnectCallback = (_, token) => provider.ConnectAsync(sandboxId, token),
            });
    }

    /// <summary>Returns null when it is healthy, else what is in the way.</summary>
    public async Task<Reason?> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return http is null ? await ConnectAsync(limit.Token) : await GetAsync(http, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reason("health_timeout", $"It did not answer {(path is null ? "a connection" : path)} within {timeout.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Why it does not listen where it should: the commonest mistake is a port of its own.</summary>
    public async Task<Reason> ExplainAsync(Reason reason, CancellationToken cancellationToken)
    {
        if (reason != NotListening || await provider.FindListeningPortsAsync(sandboxId, cancellationToken) is not { Count: > 0 } ports)
            return reason;
        var told = (await provider.FindAsync(sandboxId, cancellationToken))?.Port;
        return new Reason("wrong_port", $"It listens on port {string.Join(" and ", ports.Take(3))} instead of {told}, the port that PORT names.");
    }

    public void Dispose() => http?.Dispose();

    private async Task<Reason?> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await provider.ConnectAsync(sandboxId, cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return NotListening;
        }
    }

    private async Task<Reason?> GetAsync(HttpMessageInvoker client, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://localhost{path}"));
            using var response = await client.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            return status is >= 200 and < 400 ? null : new Reason("health_status", $"It answered {path} with {status}; healthy is 2xx or 3xx.");
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError == HttpRequestError.ConnectionError
                ? NotListening
                : new Reason("health_answer", $"It did not answer {path} with HTTP.");
        }
    }

    internal static Reason NotListening { get; } = new("not_listening", "It does not listen on the port that PORT names.");
}
