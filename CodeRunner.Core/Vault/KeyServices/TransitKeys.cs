using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>
/// HashiCorp Vault's or OpenBao's transit engine. A master key is one version of a transit key, named with each request: that it gets a new version there changes nothing
/// here until the settings name it.
/// </summary>
internal sealed partial class TransitKeys : KeyServiceKeys
{
    private const string Example = "coderunner/1";

    private readonly TransitToken token;
    private readonly string mount;
    private readonly string inNamespace;

    private TransitKeys(KeyList keys, KeyServiceClient client, TransitToken token, string mount, string inNamespace)
        : base(keys, client) => (this.token, this.mount, this.inNamespace) = (token, mount, inNamespace);

    /// <summary>Throws <see cref="MasterKeyException"/> that names the setting. Nothing is asked yet.</summary>
    public static TransitKeys Open(VaultOptions options)
    {
        var transit = options.Transit;
        var address = KeyServiceAddress.Parse(transit.Address, $"{TransitOptions.Section}:{nameof(transit.Address)}", "https://vault.example.org:8200");
        var keys = KeyList.Parse(transit.Keys, options.CurrentMasterKey, $"{TransitOptions.Section}:{nameof(transit.Keys)}", Key(), Example);
        if (!Path().IsMatch(transit.Mount))
            throw new MasterKeyException($"{TransitOptions.Section}:{nameof(transit.Mount)} must be where the transit engine is, such as transit.");
        if (transit.Namespace.Length > 0 && !Path().IsMatch(transit.Namespace))
            throw new MasterKeyException($"{TransitOptions.Section}:{nameof(transit.Namespace)} must be a namespace, such as team/apps.");
        options.KeyService.Check();
        return new TransitKeys(keys, new KeyServiceClient(address, options.KeyService), OpenToken(transit), transit.Mount.Trim('/'), transit.Namespace);
    }

    protected override Task<byte[]> WrapAsync(KeyReference key, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) => AskAsync(
        "encrypt", key, body => body.WriteBase64String("plaintext", dataKey.Span), withVersion: true, data => Unprefix(key, data, "ciphertext"), cancellationToken);

    /// <summary>What is stored has no version in it: it is the one that the master key's id says, or it does not decrypt.</summary>
    protected override Task<byte[]> UnwrapAsync(KeyReference key, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) => AskAsync(
        "decrypt", key, body => body.WriteString("ciphertext", Prefix(key) + Convert.ToBase64String(wrapped.Span)), withVersion: false,
        data => data.GetProperty("plaintext").GetBytesFromBase64(), cancellationToken);

    protected override Task<byte[]> DeriveAsync(KeyReference key, byte[] label, CancellationToken cancellationToken) => AskAsync(
        "hmac", key, body => body.WriteBase64String("input", label), withVersion: true, data => Unprefix(key, data, "hmac"), cancellationToken);

    private async Task<byte[]> AskAsync(
        string operation, KeyReference key, Action<Utf8JsonWriter> fields, bool withVersion, Func<JsonElement, byte[]> take, CancellationToken cancellationToken)
    {
        var json = KeyServiceJson.Write(body =>
        {
            fields(body);
            if (withVersion)
                body.WriteNumber("key_version", int.Parse(key.Version, CultureInfo.InvariantCulture));
        });
        try
        {
            var answer = await Client.PostAsync($"v1/{mount}/{operation}/{key.Name}", json, Authorize, key, cancellationToken);
            return KeyServiceJson.Read(answer, key, root => take(root.GetProperty("data")));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    private ValueTask Authorize(HttpRequestHeaders headers, CancellationToken cancellationToken)
    {
        headers.Add("X-Vault-Token", token.Read());
        headers.Add("X-Vault-Request", "true");
        if (inNamespace.Length > 0)
            headers.Add("X-Vault-Namespace", inNamespace);
        return ValueTask.CompletedTask;
    }

    private static TransitToken OpenToken(TransitOptions options)
    {
        if (options.Token.Length > 0 == options.TokenFile.Length > 0)
            throw new MasterKeyException($"Set one of {TransitOptions.Section}:{nameof(options.Token)} and {TransitOptions.Section}:{nameof(options.TokenFile)}.");
        if (!options.Token.All(letter => letter is > ' ' and <= '~'))
            throw new MasterKeyException($"{TransitOptions.Section}:{nameof(options.Token)} has something in it that no token has.");
        return new TransitToken(options.Token, options.TokenFile);
    }

    private static string Prefix(KeyReference key) => $"vault:v{key.Version}:";

    private static byte[] Unprefix(KeyReference key, JsonElement data, string field) =>
        data.GetProperty(field).GetString() is { } text && text.StartsWith(Prefix(key), StringComparison.Ordinal)
            ? Convert.FromBase64String(text[Prefix(key).Length..])
            : throw new FormatException();

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?)/(?<version>[1-9][0-9]{0,8})\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?\z")]
    private static partial Regex Path();
}
