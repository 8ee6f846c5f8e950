using System.Net;
using System.Net.Http.Json;
using System.Text;
using CodeRunner.Contracts;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>Speaks as a user of the API, and keeps every answer.</summary>
internal sealed class RecordedClient : IDisposable
{
    private readonly Evidence evidence;
    private readonly HttpClient http;

    public RecordedClient(PlatformClient user, string agent, Evidence evidence)
    {
        this.evidence = evidence;
        http = new HttpClient { BaseAddress = user.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = user.Http.DefaultRequestHeaders.Authorization;
        http.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
    }

    public Task<string> GetAsync(string path, string place) => SendAsync(HttpMethod.Get, path, null, place);

    public Task<string> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body, "answers");

    public Task<string> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body, "answers");

    public async Task<string> SendAsync(HttpMethod method, string path, object? body, string place)
    {
        var (status, text) = await TryAsync(method, path, body, place);
        ((int)status).ShouldBeInRange(200, 299, $"{method} {path}: {text}");
        return text;
    }

    /// <summary>A body is content, JSON as text, or something to be written as JSON.</summary>
    public async Task<(HttpStatusCode Status, string Text)> TryAsync(HttpMethod method, string path, object? body, string place)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body, body.GetType(), options: Wire.Json),
        };
        if (method == HttpMethod.Post)
            request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
        using var answer = await http.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        // Not what the question said: that was the test's own doing.
        evidence.Add(place, $"{method} {path.Split('?')[0]}: {(int)answer.StatusCode}\n{answer.Headers}");
        evidence.Add(place, bytes);
        return (answer.StatusCode, Encoding.UTF8.GetString(bytes));
    }

    /// <summary>Keeps what a stream says until it is cancelled.</summary>
    public async Task FollowAsync(string path, string place, CancellationToken stop)
    {
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[256 << 10];
        while (await stream.ReadAsync(buffer, stop) is > 0 and var length)
            evidence.Add(place, buffer[..length]);
    }

    public void Dispose() => http.Dispose();
}
