using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Azure.Core;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

/// <summary>Azure's Key Vault as its REST API 7.4 is described, with RSA keys.</summary>
internal sealed partial class FakeKeyVault : FakeKeyService
{
    // To make one takes long.
    private static readonly RSA[] Keys = [RSA.Create(2048), RSA.Create(2048)];

    public static string[] Ids { get; } = [$"coderunner/{new string('a', 32)}", $"coderunner/{new string('b', 32)}"];

    public string Token { get; } = $"token-{Guid.NewGuid():n}";

    public TokenCredential Credential => new Fixed(Token);

    public static async Task<FakeKeyVault> OpenAsync()
    {
        var vault = new FakeKeyVault();
        await vault.StartAsync();
        return vault;
    }

    protected override Answer Serve(Asked asked)
    {
        if (asked.Header("Authorization") != $"Bearer {Token}")
            return Error(HttpStatusCode.Unauthorized, "Unauthorized");
        if (Route().Match(asked.Path) is not { Success: true } route)
            return Error(HttpStatusCode.BadRequest, "BadParameter");
        var id = route.Groups["id"].Value;
        if (Array.IndexOf(Ids, id) is < 0 and var _)
            return Error(HttpStatusCode.NotFound, "KeyNotFound");
        try
        {
            var value = Apply(Keys[Array.IndexOf(Ids, id)], route.Groups["operation"].Value, (string)asked.Json["alg"]!, Base64Url.DecodeFromChars((string)asked.Json["value"]!));
            return Answer.Of(new { kid = $"https://fake.vault.azure.net/keys/{id}", value = Base64Url.EncodeToString(value) });
        }
        catch (CryptographicException)
        {
            return Error(HttpStatusCode.BadRequest, "BadParameter");
        }
    }

    private static byte[] Apply(RSA key, string operation, string algorithm, byte[] value) => (operation, algorithm) switch
    {
        ("wrapkey", "RSA-OAEP-256") => key.Encrypt(value, RSAEncryptionPadding.OaepSHA256),
        ("unwrapkey", "RSA-OAEP-256") => key.Decrypt(value, RSAEncryptionPadding.OaepSHA256),
        ("sign", "RS256") => key.SignHash(value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => throw new CryptographicException(),
    };

    private static Answer Error(HttpStatusCode status, string code) => Answer.Of(new { error = new { code, message = $"{code}: it is not done." } }, status);

    [GeneratedRegex(@"\A/keys/(?<id>[\w-]+/[0-9a-f]{32})/(?<operation>wrapkey|unwrapkey|sign)\?api-version=7\.4\z")]
    private static partial Regex Route();

    private sealed class Fixed(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(token, DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
