using System.Buffers.Binary;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>
/// Finds canaries in all their encodings, and any sixteen bytes in a row of them: half a secret is one too. Looks at each byte once, and nearly always a bitmap says that
/// nothing begins there.
/// </summary>
internal sealed class CanarySearch
{
    /// <summary>So much of what was read before must be read again, where something large is read in pieces.</summary>
    public const int Overlap = Piece;

    private const int Piece = 16;
    private const int SlotBits = 24;

    private readonly ulong[] begins = new ulong[1 << (SlotBits - 6)];
    private readonly Dictionary<UInt128, Finding> pieces = [];
    private readonly Dictionary<ulong, List<(byte[] Bytes, Finding Finding)>> shorter = [];

    public CanarySearch(IEnumerable<Canary> canaries)
    {
        foreach (var canary in canaries)
            foreach (var (how, bytes) in Encodings.Of(canary.Value))
                Add(bytes, new Finding(canary.Key, how));
    }

    public IReadOnlyCollection<Finding> Find(ReadOnlySpan<byte> data)
    {
        var found = new HashSet<Finding>();
        for (var at = 0; at + Encodings.Least <= data.Length; at++)
        {
            var first = First(data[at..]);
            if (!MayBegin(first))
                continue;
            if (at + Piece <= data.Length && pieces.TryGetValue(BinaryPrimitives.ReadUInt128LittleEndian(data[at..]), out var piece))
                found.Add(piece);
            if (!shorter.TryGetValue(first, out var candidates))
                continue;
            foreach (var (bytes, finding) in candidates)
                if (data[at..].StartsWith(bytes))
                    found.Add(finding);
        }
        return found;
    }

    private static ulong First(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32LittleEndian(data) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(data[sizeof(uint)..]) << 32);

    private static int Slot(ulong first) => (int)((first * 0x9E3779B97F4A7C15UL) >> (64 - SlotBits));

    private void Add(byte[] bytes, Finding finding)
    {
        for (var at = 0; at + Piece <= bytes.Length; at++)
        {
            Mark(bytes.AsSpan(at));
            pieces.TryAdd(BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(at)), finding);
        }
        if (bytes.Length >= Piece)
            return;
        Mark(bytes);
        if (!shorter.TryGetValue(First(bytes), out var same))
            shorter[First(bytes)] = same = [];
        same.Add((bytes, finding));
    }

    private void Mark(ReadOnlySpan<byte> bytes)
    {
        var slot = Slot(First(bytes));
        begins[slot >> 6] |= 1UL << (slot & 63);
    }

    private bool MayBegin(ulong first)
    {
        var slot = Slot(first);
        return (begins[slot >> 6] & (1UL << (slot & 63))) != 0;
    }
}
