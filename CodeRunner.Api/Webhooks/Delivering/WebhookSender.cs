using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodeRunner.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>Sends one message to where a stranger said. Of the answer only the status is read.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostRedirects = 3;
    private const int MostHeaderKilobytes = 16;

    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;
    private readonly TimeSpan timeout;

    public WebhookSender(OutsideConnections connections, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (this.time, timeout) = (time, options.Value.Timeout);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = options.Value.ConnectTimeout,
            // Each message is judged by what its host's addresses are now, so no connection is used twice.
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // No part of the trace either: telemetry would add its headers there.
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            MaxResponseDrainSize = 0,
        });
    }

    /// <summary>Never throws but for the caller's own cancellation.</summary>
    public async Task<DeliveryResult> SendAsync(string url, string secret, Guid id, string body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await FollowAsync(new Uri(url), secret, id, body, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryResult(null, $"It did not answer within {timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException)
        {
            return new DeliveryResult(null, Explain(exception));
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<DeliveryResult> FollowAsync(Uri configured, string secret, Guid id, string body, CancellationToken cancellationToken)
    {
        var target = configured;
        for (var redirects = 0; ; redirects++)
        {
            using var request = Write(target, IsSamePlace(configured, target) ? secret : null, id, body);
            using var answer = await http.SendAsync(request, cancellationToken);
            var status = (int)answer.StatusCode;
            if (answer.IsSuccessStatusCode)
                return new DeliveryResult(status, null);
            if (status is not (301 or 302 or 307 or 308) || answer.Headers.Location is not { } place)
                return new DeliveryResult(status, $"It answered {status}.");
            if (redirects == MostRedirects)
                return new DeliveryResult(status, $"It redirects more than {MostRedirects} times.");
            if (WebhookUrl.Follow(target, place) is not { } next)
                return new DeliveryResult(status, "It redirects to where no message may go.");
            target = next;
        }
    }

    /// <summary>Another host gets no signature: it was made for the one that knows the secret.</summary>
    private HttpRequestMessage Write(Uri target, string? secret, Guid id, string body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("CodeRunner-Webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, id.ToString());
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (secret is not null)
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Sign(secret, id.ToString(), timestamp, body));
        return request;
    }

    /// <summary>The same host and port, or the usual port of https instead of http's.</summary>
    private static bool IsSamePlace(Uri configured, Uri target) => configured.IdnHost == target.IdnHost
        && (configured.Port == target.Port || (configured.IsDefaultPort && target.IsDefaultPort && target.Scheme == Uri.UriSchemeHttps));

    private static string Explain(Exception exception) => exception switch
    {
        { InnerException: RefusedAddressException } or RefusedAddressException => RefusedAddressException.Text,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection: its certificate is not trusted, or TLS failed.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "It could not be connected to.",
        _ => "The connection broke before it answered.",
    };
}
