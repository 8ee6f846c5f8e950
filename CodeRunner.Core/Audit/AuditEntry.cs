using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Core.Audit;

/// <summary>What was done in a project, or to the platform itself, or was tried. Its hash is over all of it and the hash of the entry before: a change, a swap or a gap is seen. Never holds a value.</summary>
public sealed class AuditEntry
{
    private AuditEntry()
    {
    }

    internal AuditEntry(AuditEvent what, long seq, byte[] before, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Seq = seq;
        // PostgreSQL keeps microseconds, and the hash must be of what is kept.
        Time = now.ToUniversalTime().AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        (ChainId, ActorId, ActorEmail, Ip) = (what.ChainId, what.Actor.Id, what.Actor.Email, what.Ip);
        (Action, Target, Environment, Outcome, Detail) = (what.Action, what.Target, what.Environment, what.Outcome, what.Detail);
        Hash = ComputeHash(before);
    }

    public Guid Id { get; private set; }

    /// <summary>A project's id, or <see cref="AuditChain.Platform"/>.</summary>
    public Guid ChainId { get; private set; }

    /// <summary>Counts from 1 in its chain.</summary>
    public long Seq { get; private set; }

    public DateTimeOffset Time { get; private set; }

    /// <summary>Null for the platform itself, and for who is nobody's account. No foreign key: an entry outlives who it is about.</summary>
    public Guid? ActorId { get; private set; }

    public string ActorEmail { get; private set; } = "";

    /// <summary>Such as secret.reveal.</summary>
    public string Action { get; private set; } = "";

    /// <summary>What it was done to, such as a variable's key.</summary>
    public string Target { get; private set; } = "";

    public EnvironmentName? Environment { get; private set; }

    public string? Ip { get; private set; }

    public AuditOutcome Outcome { get; private set; }

    /// <summary>JSON, kept as the text that was hashed.</summary>
    public string Detail { get; private set; } = "{}";

    public byte[] Hash { get; private set; } = [];

    /// <summary>The hash that this entry has when the one before has <paramref name="before"/>.</summary>
    public byte[] ComputeHash(ReadOnlySpan<byte> before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, before);
        Add(hash, Id.ToByteArray(bigEndian: true));
        Add(hash, ChainId.ToByteArray(bigEndian: true));
        Add(hash, BigEndian(Seq));
        Add(hash, BigEndian(Time.UtcTicks));
        Add(hash, ActorId?.ToByteArray(bigEndian: true));
        foreach (var text in (string?[])[ActorEmail, Action, Target, Environment?.ToString(), Ip, Outcome.ToString(), Detail])
            Add(hash, text is null ? [] : Encoding.UTF8.GetBytes(text));
        return hash.GetHashAndReset();
    }

    /// <summary>With its length before it: no two entries have the same bytes.</summary>
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        hash.AppendData(BigEndian(field.Length));
        hash.AppendData(field);
    }

    private static byte[] BigEndian(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
