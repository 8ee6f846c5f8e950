using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Asks an engine what its client library has no words for.</summary>
internal sealed class EngineHttp(Uri endpoint) : IDisposable
{
    private const string Version = "/v1.41";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectCallback = (_, cancellationToken) => ConnectAsync(endpoint.LocalPath, cancellationToken) })
    {
        BaseAddress = new Uri("http://engine"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null when there is no such thing. Throws <see cref="IOException"/> with the engine's words when it refuses.</summary>
    public async Task<Stream?> OpenAsync(string target, CancellationToken cancellationToken)
    {
        var response = await _http.GetAsync(new Uri(Version + target, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellationToken);
        using (response)
            return response.StatusCode == HttpStatusCode.NotFound ? null : throw new IOException($"The engine refused: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>
    /// Labels a service, and hands all else of it back as it came: what this program has no words for would be taken for changed, and what runs for out of date. False when it was changed
    /// meanwhile. What is not there needs no label.
    /// </summary>
    public async Task<bool> TryLabelAsync(string service, string label, string value, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync($"/services/{service}", cancellationToken);
        if (stream is null || await JsonNode.ParseAsync(stream, cancellationToken: cancellationToken) is not { } known) return true;
        var spec = known["Spec"]!;
        spec["Labels"]![label] = value;
        using var body = new StringContent(spec.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri($"{Version}/services/{known["ID"]}/update?version={known["Version"]!["Index"]}", UriKind.Relative), body, cancellationToken);
        return answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound;
    }

    /// <summary>What the registry says that a name stands for now; null when it does not have it, or does not say.</summary>
    public async Task<string?> FindDigestAsync(string image, AuthConfig login, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Version}/distribution/{image}/json", UriKind.Relative));
        request.Headers.Add("X-Registry-Auth", Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { username = login.Username, password = login.Password, serveraddress = login.ServerAddress })));
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) return null;
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.GetProperty("Descriptor").GetProperty("digest").GetString();
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
