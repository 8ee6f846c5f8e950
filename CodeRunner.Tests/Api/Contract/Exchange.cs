using System.Net.Http.Headers;
using System.Text;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Sends requests as they are, however odd.</summary>
internal sealed class Exchange(ApiFactory api) : IDisposable
{
    private const int Large = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        Expect100ContinueTimeout = Patience,
    })
    {
        Timeout = Patience,
    };

    /// <summary>The answer, as far as its headers.</summary>
    public async Task<HttpResponseMessage> SendAsync(Request asked)
    {
        using var request = new HttpRequestMessage(asked.Operation.Method, new Uri(api.Address.ToString().TrimEnd('/') + asked.Path, AsItIs));
        if (asked.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (asked.Body is { } body)
        {
            request.Content = new ByteArrayContent(body.Bytes);
            // As curl does: a large body is sent when it is wanted, so that an answer that refuses it is not lost with a connection that is closed meanwhile.
            request.Headers.ExpectContinue = body.Bytes.Length > Large;
            if (body.ContentType is { } type)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        foreach (var (name, value) in asked.Ask.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => http.Dispose();
}
