using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CodeRunner.Tests.Core.Vault.KeyServices;

/// <summary>Vault's transit engine as its API is described: keys of type aes256-gcm96 with versions, of which each has a key for HMACs too.</summary>
internal sealed partial class FakeTransit : FakeKeyService
{
    private readonly ConcurrentDictionary<string, List<(byte[] Key, byte[] Hmac)>> keys = new();

    public string Token { get; set; } = $"hvs.{Guid.NewGuid():n}";

    public int LeastDecryptionVersion { get; set; } = 1;

    public static async Task<FakeTransit> OpenAsync(params string[] names)
    {
        var transit = new FakeTransit();
        foreach (var name in names)
            transit.Rotate(name);
        await transit.StartAsync();
        return transit;
    }

    public bool Has(string name) => keys.ContainsKey(name);

    /// <summary>A new version, the first one when there is no such key.</summary>
    public void Rotate(string name) => keys.GetOrAdd(name, _ => []).Add((RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)));

    public static Answer Errors(HttpStatusCode status, string text) => Answer.Of(new { errors = new[] { text } }, status);

    protected override Answer Serve(Asked asked)
    {
        if (asked.Header("X-Vault-Token") != Token)
            return Errors(HttpStatusCode.Forbidden, "permission denied");
        if (asked.Method != "POST" || Route().Match(asked.Path) is not { Success: true } route)
            return Errors(HttpStatusCode.NotFound, "no handler for route");
        var (operation, name) = (route.Groups["operation"].Value, route.Groups["name"].Value);
        // With the right to create, wrapping with a key that is not there makes it.
        if (operation == "encrypt" && !keys.ContainsKey(name))
            Rotate(name);
        if (!keys.TryGetValue(name, out var versions))
            return Errors(HttpStatusCode.BadRequest, "encryption key not found");
        return operation == "decrypt" ? Decrypt(versions, (string)asked.Json["ciphertext"]!) : Make(operation, versions, asked);
    }

    private static Answer Make(string operation, List<(byte[] Key, byte[] Hmac)> versions, Asked asked)
    {
        var version = (int?)asked.Json["key_version"] is > 0 and { } given ? given : versions.Count;
        if (version > versions.Count)
            return Errors(HttpStatusCode.BadRequest, "requested version for encryption is higher than the latest key version");
        if (operation == "hmac")
            return Data(new { hmac = $"vault:v{version}:{Convert.ToBase64String(HMACSHA256.HashData(versions[version - 1].Hmac, Convert.FromBase64String((string)asked.Json["input"]!)))}" });
        var (nonce, plaintext) = (RandomNumberGenerator.GetBytes(12), Convert.FromBase64String((string)asked.Json["plaintext"]!));
        var (box, tag) = (new byte[plaintext.Length], new byte[16]);
        using var aes = new AesGcm(versions[version - 1].Key, 16);
        aes.Encrypt(nonce, plaintext, box, tag);
        return Data(new { ciphertext = $"vault:v{version}:{Convert.ToBase64String([.. nonce, .. box, .. tag])}", key_version = version });
    }

    private Answer Decrypt(List<(byte[] Key, byte[] Hmac)> versions, string ciphertext)
    {
        var parts = ciphertext.Split(':');
        if (parts is not ["vault", ['v', .. var number], var text] || !int.TryParse(number, out var version) || version < 1 || version > versions.Count)
            return Errors(HttpStatusCode.BadRequest, "invalid ciphertext: no prefix");
        if (version < LeastDecryptionVersion)
            return Errors(HttpStatusCode.BadRequest, "ciphertext or signature version is disallowed by policy (too old)");
        var bytes = Convert.FromBase64String(text);
        if (bytes.Length < 28)
            return Errors(HttpStatusCode.BadRequest, "invalid ciphertext length");
        try
        {
            var plaintext = new byte[bytes.Length - 28];
            using var aes = new AesGcm(versions[version - 1].Key, 16);
            aes.Decrypt(bytes[..12], bytes[12..^16], bytes[^16..], plaintext);
            return Data(new { plaintext = Convert.ToBase64String(plaintext) });
        }
        catch (CryptographicException)
        {
            return Errors(HttpStatusCode.BadRequest, "invalid ciphertext: unable to decrypt");
        }
    }

    private static Answer Data(object data) => Answer.Of(new { request_id = Guid.NewGuid(), lease_id = "", renewable = false, lease_duration = 0, data });

    [GeneratedRegex(@"\A/v1/transit/(?<operation>encrypt|decrypt|hmac)/(?<name>[\w.-]+)\z")]
    private static partial Regex Route();
}
