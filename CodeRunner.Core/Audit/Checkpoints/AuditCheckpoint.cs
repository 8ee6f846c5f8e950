using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace CodeRunner.Core.Audit.Checkpoints;

/// <summary>
/// What the head of a chain was at a time, signed, and kept outside the database: who rewrites the whole chain can't rewrite this. <paramref name="Hash"/> is
/// hex, <paramref name="Signature"/> base64 of an HMAC with a key that comes of the master key.
/// </summary>
public sealed record AuditCheckpoint([property: JsonPropertyName("projectId")] Guid ChainId, long Seq, string Hash, DateTimeOffset Time, string MasterKeyId, string Signature)
{
    /// <summary>What is signed: all but the signature. No field can hold a line's end, so no two have the same bytes.</summary>
    public byte[] Signed => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"coderunner audit checkpoint 1\n{ChainId:D}\n{Seq}\n{Hash}\n{Time.UtcTicks}\n{MasterKeyId}\n"));
}
