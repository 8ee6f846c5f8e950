using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Identity;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>Tokens of Microsoft Entra for Key Vault, each used until shortly before its end.</summary>
internal sealed class KeyVaultToken(string scope, Func<TokenCredential> make)
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly Lazy<TokenCredential> credential = new(make);
    private volatile StrongBox<AccessToken>? held;

    public async ValueTask AuthorizeAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
    {
        if (held is not { } token || token.Value.ExpiresOn - Early < DateTimeOffset.UtcNow)
            held = token = new StrongBox<AccessToken>(await AskAsync(cancellationToken));
        headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value.Token);
    }

    /// <summary>It was refused: the next request begins with another one.</summary>
    public void Forget() => held = null;

    private async Task<AccessToken> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await credential.Value.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);
        }
        catch (AuthenticationFailedException failed)
        {
            // Where nothing was set up at all, waiting does not help.
            throw new KeyServiceException("Azure gives no token for the key vault.", refused: failed is CredentialUnavailableException, failed);
        }
    }
}
