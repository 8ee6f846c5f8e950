using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>
/// Master keys that never come here. Each wrapping and unwrapping is a request; data keys are not kept (decision 0048). What authenticates is a key that comes of the
/// master key for one purpose, asked for once: who could read this process' memory could ask the service for it as well.
/// </summary>
internal abstract class KeyServiceKeys(KeyList keys, KeyServiceClient client) : IMasterKeys, IDisposable
{
    private readonly ConcurrentDictionary<(string Id, string Purpose), byte[]> purposeKeys = new();

    public string CurrentId => keys.CurrentId;

    public IReadOnlyCollection<string> Ids => keys.Ids;

    /// <summary>Whether the last request came to nothing.</summary>
    public bool IsAway => client.IsAway;

    protected KeyServiceClient Client => client;

    public ValueTask<byte[]> WrapAsync(string masterKeyId, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) =>
        new(WrapAsync(keys.Find(masterKeyId), dataKey, cancellationToken));

    public ValueTask<byte[]> UnwrapAsync(string masterKeyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken) =>
        new(UnwrapAsync(keys.Find(masterKeyId), wrapped, cancellationToken));

    public async ValueTask<byte[]> AuthenticateAsync(string masterKeyId, string purpose, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var key = keys.Find(masterKeyId);
        if (!purposeKeys.TryGetValue((key.Id, purpose), out var purposeKey))
            purposeKeys[(key.Id, purpose)] = purposeKey = await MakePurposeKeyAsync(key, purpose, cancellationToken);
        return HMACSHA256.HashData(purposeKey, data.Span);
    }

    public void Dispose()
    {
        client.Dispose();
        foreach (var key in purposeKeys.Values)
            CryptographicOperations.ZeroMemory(key);
    }

    protected abstract Task<byte[]> WrapAsync(KeyReference key, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken);

    protected abstract Task<byte[]> UnwrapAsync(KeyReference key, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);

    /// <summary>Secret bytes that only the master key can make of the label, the same each time; for the caller to zero.</summary>
    protected abstract Task<byte[]> DeriveAsync(KeyReference key, byte[] label, CancellationToken cancellationToken);

    private async Task<byte[]> MakePurposeKeyAsync(KeyReference key, string purpose, CancellationToken cancellationToken)
    {
        var label = Encoding.UTF8.GetBytes($"coderunner {purpose}");
        var material = await DeriveAsync(key, label, cancellationToken);
        try
        {
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, material, KeyRing.KeyBytes, salt: [], info: label);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material);
        }
    }
}
