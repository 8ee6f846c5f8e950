using System.Net;
using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Tests.Support;

/// <summary>A visitor of deployed apps, who connects to the apps port and names the app by Host.</summary>
public sealed class IngressClient(Uri apps) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Task<HttpResponseMessage> GetAsync(DeploymentResponse deployment, string path = "/") => GetAsync(deployment.Slug, path);

    public async Task<HttpResponseMessage> GetAsync(string slug, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{apps.Port}{path}"));
        request.Headers.Host = $"{slug}.localhost:{apps.Port}";
        return await http.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusAsync(DeploymentResponse deployment)
    {
        using var answer = await GetAsync(deployment);
        return answer.StatusCode;
    }

    public async Task<string> TextAsync(DeploymentResponse deployment, string path = "/")
    {
        using var answer = await GetAsync(deployment, path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    /// <summary>Waits until it answers so: an ingress hears of a change when it is committed, so a moment after a reader of the database may know it.</summary>
    public Task AnswersAsync(string slug, HttpStatusCode status, string text = "", string path = "/") => Eventually.BeAsync(
        async () =>
        {
            using var answer = await GetAsync(slug, path);
            return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync());
        },
        answer => answer.StatusCode == status && answer.Text.Contains(text, StringComparison.Ordinal),
        $"{slug}{path} answers {(int)status} {text}");

    public void Dispose() => http.Dispose();
}
