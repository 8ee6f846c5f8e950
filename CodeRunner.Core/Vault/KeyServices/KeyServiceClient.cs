using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>
/// Asks a key service over HTTP, with bounds on everything. Using a key changes nothing there, so each request may be sent again. The client is its own and not one of
/// the factory's: those log headers when they are told to. Of an answer that is no success only the status is read: what a service or a proxy says may repeat what it was
/// sent.
/// </summary>
internal sealed class KeyServiceClient : IDisposable
{
    private const int MostAnswerBytes = 64 << 10;
    private const int Retries = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient http;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public KeyServiceClient(Uri address, KeyServiceOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            // A token goes to the address that was set, and nowhere else.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
            ConnectTimeout = options.TryTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        http = new HttpClient(sockets) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostAnswerBytes };
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddTimeout(options.Timeout)
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = Retries, Delay = FirstPause, BackoffType = DelayBackoffType.Exponential, UseJitter = true })
            // While it is away, who waits for it is told so at once: many of them hold connections to the database.
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(2),
            })
            .AddTimeout(options.TryTimeout)
            .Build();
    }

    /// <summary>Whether the last request came to nothing, for whatever reason of the service's.</summary>
    public bool IsAway { get; private set; }

    /// <summary>
    /// The answer's body, for the caller to zero. Throws <see cref="MasterKeyException"/> for what the service will never do with this key, and
    /// <see cref="KeyServiceException"/> for what may be otherwise later.
    /// </summary>
    public async Task<byte[]> PostAsync(
        string path, ReadOnlyMemory<byte> json, Func<HttpRequestHeaders, CancellationToken, ValueTask> authorize, KeyReference key, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await pipeline.ExecuteAsync(async stop => await SendAsync(path, json, authorize, stop), cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw Explain(answer.StatusCode, key);
            IsAway = false;
            return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (KeyServiceException)
        {
            IsAway = true;
            throw;
        }
        catch (Exception failed) when (failed is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException)
        {
            IsAway = true;
            throw new KeyServiceException($"the key service of the master key {key.Id} does not answer.", inner: failed);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        string path, ReadOnlyMemory<byte> json, Func<HttpRequestHeaders, CancellationToken, ValueTask> authorize, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await authorize(request.Headers, stop);
        return await http.SendAsync(request, stop);
    }

    private Exception Explain(HttpStatusCode status, KeyReference key)
    {
        var what = $"(HTTP {(int)status})";
        switch (status)
        {
            case HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.UnprocessableEntity:
                IsAway = false;
                return new MasterKeyException($"its key service does not use the master key {key.Id} for it {what}: it has no such key, may not use it so any more, or did not wrap this.");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new KeyServiceException($"the key service of the master key {key.Id} refuses {what}: look at the token, and at what it may do.", refused: true);
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return new KeyServiceException($"the key service of the master key {key.Id} is elsewhere {what}, and nobody is sent there with a token: set its own address.", refused: true);
            default:
                return new KeyServiceException($"the key service of the master key {key.Id} does not answer as it should {what}: it may be sealed, busy or ill.");
        }
    }
}
