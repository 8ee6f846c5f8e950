using System.Buffers.Binary;
using System.Text;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Vault;

/// <summary>
/// Where a secret belongs. It is the associated data of its encryption: a ciphertext that is moved to another project, environment, deployment, key or version, or
/// said to be of another master key, does not decrypt.
/// </summary>
public sealed record SecretBinding(Guid ProjectId, EnvironmentName? Environment, Guid? DeploymentId, string Key, int Version)
{
    private const string Purpose = "coderunner/secret";

    /// <summary>Every field with its length before it, so that no two bindings have the same bytes.</summary>
    internal byte[] ToAssociatedData(byte format, string masterKeyId)
    {
        using var data = new MemoryStream();
        Add(data, Encoding.ASCII.GetBytes(Purpose));
        Add(data, [format]);
        Add(data, ProjectId.ToByteArray(bigEndian: true));
        Add(data, Encoding.ASCII.GetBytes(Environment?.ToString().ToLowerInvariant() ?? ""));
        Add(data, DeploymentId?.ToByteArray(bigEndian: true) ?? []);
        Add(data, Encoding.UTF8.GetBytes(Key));
        Add(data, BigEndian(Version));
        Add(data, Encoding.UTF8.GetBytes(masterKeyId));
        return data.ToArray();
    }

    private static void Add(MemoryStream data, ReadOnlySpan<byte> field)
    {
        data.Write(BigEndian(field.Length));
        data.Write(field);
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
