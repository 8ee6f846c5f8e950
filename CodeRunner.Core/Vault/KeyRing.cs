using System.Security.Cryptography;
using System.Text;

namespace CodeRunner.Core.Vault;

/// <summary>Master keys that are in this process: from the environment, or from a file.</summary>
public sealed class KeyRing : IMasterKeys, IDisposable
{
    /// <summary>Bytes of a master key.</summary>
    public const int KeyBytes = 32;

    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private readonly Dictionary<string, byte[]> keys;

    private KeyRing(Dictionary<string, byte[]> keys, string currentId) => (this.keys, CurrentId) = (keys, currentId);

    public string CurrentId { get; }

    public IReadOnlyCollection<string> Ids => keys.Keys;

    /// <summary>
    /// Reads `id:base64` of each key, separated by commas; the first is the current one unless <paramref name="currentId"/> says which. Throws
    /// <see cref="MasterKeyException"/> that says what is wrong, without any of the key.
    /// </summary>
    public static KeyRing Parse(string text, string? currentId = null)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in text.Split('\n', Trimmed).Where(line => line[0] != '#').SelectMany(line => line.Split(',', Trimmed)))
        {
            var (id, key) = ParseKey(part, keys.Count + 1);
            currentId = string.IsNullOrEmpty(currentId) ? id : currentId;
            if (!keys.TryAdd(id, key))
                throw new MasterKeyException($"The master key {id} is there twice.");
        }
        if (keys.Count == 0)
            throw new MasterKeyException("There is no master key: give id:base64 of 32 random bytes; make one with: openssl rand -base64 32");
        return keys.ContainsKey(currentId!) ? new KeyRing(keys, currentId!) : throw Missing(currentId!);
    }

    /// <summary>A new key as <see cref="Parse"/> reads it.</summary>
    public static string Generate(DateTimeOffset now)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var line = $"k{now:yyyyMMdd}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}:{Convert.ToBase64String(key)}";
        CryptographicOperations.ZeroMemory(key);
        return line;
    }

    public ValueTask<byte[]> WrapAsync(string masterKeyId, ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(KeyWrap.Wrap(Find(masterKeyId), dataKey.Span));

    public ValueTask<byte[]> UnwrapAsync(string masterKeyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(KeyWrap.Unwrap(Find(masterKeyId), wrapped.Span));
        }
        catch (CryptographicException other)
        {
            throw new MasterKeyException($"it was not wrapped with the master key {masterKeyId} that is here.", other);
        }
    }

    public ValueTask<byte[]> AuthenticateAsync(string masterKeyId, string purpose, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Find(masterKeyId), key, salt: [], info: Encoding.UTF8.GetBytes($"coderunner {purpose}"));
        var mac = HMACSHA256.HashData(key, data.Span);
        CryptographicOperations.ZeroMemory(key);
        return ValueTask.FromResult(mac);
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
            CryptographicOperations.ZeroMemory(key);
    }

    private static (string Id, byte[] Key) ParseKey(string part, int ordinal)
    {
        var colon = part.IndexOf(':');
        var id = colon > 0 ? part[..colon].Trim() : "";
        if (id.Length is 0 or > 64 || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            throw new MasterKeyException($"Master key {ordinal} has no id: give id:base64, the id of at most 64 letters, digits, '-', '_' and '.'.");
        var key = GC.AllocateUninitializedArray<byte>(KeyBytes, pinned: true);
        return Convert.TryFromBase64String(part[(colon + 1)..].Trim(), key, out var length) && length == KeyBytes
            ? (id, key)
            : throw new MasterKeyException($"The master key {id} must be base64 of {KeyBytes} random bytes; make one with: openssl rand -base64 32");
    }

    private byte[] Find(string id) => keys.GetValueOrDefault(id) ?? throw Missing(id);

    private static MasterKeyException Missing(string id) => new($"the master key {id} is not here.");
}
