using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Identity;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>
/// Azure's Key Vault, over its REST API. A master key is one version of an RSA key: it wraps by RSA-OAEP-256; and its signature by RS256, which is the same each time, is
/// what a purpose's key comes of, because RSA keys make no HMACs.
/// </summary>
internal sealed partial class KeyVaultKeys : KeyServiceKeys
{
    private const string ApiVersion = "7.4";
    private const string Example = "coderunner/0123456789abcdef0123456789abcdef";

    private readonly KeyVaultToken token;

    private KeyVaultKeys(KeyList keys, KeyServiceClient client, KeyVaultToken token)
        : base(keys, client) => this.token = token;

    /// <summary>Throws <see cref="MasterKeyException"/> that names the setting. Nothing is asked yet.</summary>
    public static KeyVaultKeys Open(VaultOptions options, TokenCredential? credential)
    {
        var vault = options.KeyVault;
        var address = KeyServiceAddress.Parse(vault.Uri, $"{KeyVaultOptions.Section}:{nameof(vault.Uri)}", "https://coderunner.vault.azure.net");
        var keys = KeyList.Parse(vault.Keys, options.CurrentMasterKey, $"{KeyVaultOptions.Section}:{nameof(vault.Keys)}", Key(), Example);
        options.KeyService.Check();
        var scope = vault.Scope.Length > 0 ? vault.Scope : ScopeOf(address);
        return new KeyVaultKeys(keys, new KeyServiceClient(address, options.KeyService), new KeyVaultToken(scope, () => credential ?? new DefaultAzureCredential()));
    }

    protected override Task<byte[]> WrapAsync(KeyReference key, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) =>
        AskAsync("wrapkey", "RSA-OAEP-256", key, dataKey, cancellationToken);

    protected override Task<byte[]> UnwrapAsync(KeyReference key, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
        AskAsync("unwrapkey", "RSA-OAEP-256", key, wrapped, cancellationToken);

    protected override Task<byte[]> DeriveAsync(KeyReference key, byte[] label, CancellationToken cancellationToken) =>
        AskAsync("sign", "RS256", key, SHA256.HashData(label), cancellationToken);

    private async Task<byte[]> AskAsync(string operation, string algorithm, KeyReference key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var json = KeyServiceJson.Write(body =>
        {
            body.WriteString("alg", algorithm);
            WriteBase64Url(body, value.Span);
        });
        try
        {
            var answer = await Client.PostAsync($"keys/{key.Name}/{key.Version}/{operation}?api-version={ApiVersion}", json, token.AuthorizeAsync, key, cancellationToken);
            return KeyServiceJson.Read(answer, key, root => Take(root, key));
        }
        catch (KeyServiceException refused) when (refused.Refused)
        {
            token.Forget();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private static void WriteBase64Url(Utf8JsonWriter body, ReadOnlySpan<byte> value)
    {
        var text = new byte[Base64Url.GetEncodedLength(value.Length)];
        Base64Url.EncodeToUtf8(value, text);
        body.WriteString("value", text);
        CryptographicOperations.ZeroMemory(text);
    }

    private static byte[] Take(JsonElement root, KeyReference key)
    {
        if (root.GetProperty("kid").GetString() is not { } used || !used.EndsWith($"/keys/{key.Id}", StringComparison.OrdinalIgnoreCase))
            throw new FormatException();
        var value = root.GetProperty("value");
        return value.ValueKind == JsonValueKind.String ? Base64Url.DecodeFromUtf8(JsonMarshal.GetRawUtf8Value(value)[1..^1]) : throw new FormatException();
    }

    /// <summary>The cloud that the vault is in: what follows its own name.</summary>
    private static string ScopeOf(Uri vault) =>
        vault.IsLoopback || vault.HostNameType != UriHostNameType.Dns ? "https://vault.azure.net/.default" : $"https://{vault.Host[(vault.Host.IndexOf('.') + 1)..]}/.default";

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9-]+)/(?<version>[0-9a-f]{32})\z")]
    private static partial Regex Key();
}
