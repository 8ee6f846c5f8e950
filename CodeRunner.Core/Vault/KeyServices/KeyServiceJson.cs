using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>JSON with keys in it: no strings are made of them, and what held them is zeroed.</summary>
internal static class KeyServiceJson
{
    private const int UsualBytes = 4096;

    /// <summary>An object, for the caller to zero.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(UsualBytes);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }
        var json = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return json;
    }

    /// <summary>What <paramref name="take"/> takes out of an answer, which is zeroed. Throws <see cref="KeyServiceException"/> for what is no answer of a key service.</summary>
    public static T Read<T>(byte[] answer, KeyReference key, Func<JsonElement, T> take)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return take(document.RootElement);
        }
        catch (Exception other) when (other is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            // Without what was thrown: it may quote the answer.
            throw new KeyServiceException($"what answers for the key service of the master key {key.Id} is none.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer);
        }
    }
}
