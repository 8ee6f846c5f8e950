using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodeRunner.Worker.Sandboxes.Container;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>Asks the swarm's registry what engines have no words for, by the API that registries have in common (OCI distribution, "content management"); a login is sent as Basic.</summary>
internal sealed class RegistryHttp(SwarmOptions options, string repository)
{
    private static readonly string[] Kinds =
    [
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
    ];

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>What a tag stands for; null when it is not there.</summary>
    public async Task<string?> FindDigestAsync(string tag, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Head, tag, cancellationToken);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : Check(answer).Headers.GetValues("Docker-Content-Digest").Single();
    }

    public async Task DeleteAsync(string digest, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Delete, digest, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound) Check(answer);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string reference, CancellationToken cancellationToken)
    {
        var path = $"{options.Registry[(options.RegistryHost.Length + 1)..]}/{repository}";
        using var request = new HttpRequestMessage(method, new Uri(options.RegistryApi!, $"/v2/{path}/manifests/{reference}"));
        foreach (var kind in Kinds) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(kind));
        var login = RegistryLogin.For(options.RegistryHost, options.Registries);
        if (login.Username is { Length: > 0 }) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.Username}:{login.Password}")));
        return await Http.SendAsync(request, cancellationToken);
    }

    private HttpResponseMessage Check(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.MethodNotAllowed
        ? throw new HttpRequestException($"The registry {options.RegistryHost} deletes nothing: it was started without REGISTRY_STORAGE_DELETE_ENABLED=true.", null, answer.StatusCode)
        : answer.EnsureSuccessStatusCode();
}
