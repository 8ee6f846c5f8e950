using System.Net;
using System.Net.Http.Headers;
using CodeRunner.Web.Sessions;

namespace CodeRunner.Web.Client;

/// <summary>
/// Of a token that the API refuses before its time: the session ended there, and then here too; or it is asked once more with a new one. What the API refuses so it has not begun, and bodies are
/// kept in memory: nothing is done twice, and all of it is sent again.
/// </summary>
internal sealed class RefusedTokens(TokenSource tokens) : DelegatingHandler
{
    public static readonly HttpRequestOptionsKey<string> Session = new("session");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !request.Options.TryGetValue(Session, out var session))
            return response;
        var outcome = await tokens.RefusedAsync(session, request.Headers.Authorization!.Parameter!, cancellationToken);
        if (outcome.SignedOut)
            return response;
        response.Dispose();
        if (outcome.Token is null)
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", outcome.Token);
        return await base.SendAsync(request, cancellationToken);
    }
}
