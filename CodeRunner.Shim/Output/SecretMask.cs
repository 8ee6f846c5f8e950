using System.Buffers.Binary;

namespace CodeRunner.Shim.Output;

/// <summary>
/// Replaces secrets in lines. Looks at each byte once: a bitmap says whether any form of a secret begins with the four bytes there, which is almost never, and only then
/// is it searched for among the sorted forms: also where a hundred secrets begin alike, and so does every line, that takes a few steps.
/// </summary>
public sealed class SecretMask
{
    private const int PrefixBytes = 4;
    private const int MostFormBytes = 1024;
    private readonly ulong[] _begins = new ulong[1024];
    private readonly byte[][] _sorted;

    // Of each form, the longest other one that it begins with: -1 for none.
    private readonly int[] _within;
    private readonly int _longest;

    private SecretMask(byte[][] forms)
    {
        foreach (var form in forms) _begins[Slot(Prefix(form)) >> 6] |= 1UL << (Slot(Prefix(form)) & 63);
        _sorted = forms;
        Array.Sort(_sorted, static (one, other) => one.AsSpan().SequenceCompareTo(other));
        _within = new int[forms.Length];
        for (var each = 0; each < forms.Length; each++)
        {
            var other = each - 1;
            while (other >= 0 && !_sorted[each].AsSpan().StartsWith(_sorted[other])) other = _within[other];
            _within[each] = other;
        }

        _longest = forms.Max(form => form.Length);
    }

    private static ReadOnlySpan<byte> Shown => "***"u8;

    /// <summary>Null when nothing is to be masked.</summary>
    public static SecretMask? Of(IEnumerable<string> secrets)
    {
        var forms = secrets.SelectMany(SecretForms.Of).SelectMany(Pieces).DistinctBy(Convert.ToHexString).ToArray();
        return forms.Length == 0 ? null : new SecretMask(forms);
    }

    /// <summary>
    /// The line with every secret replaced: itself where there is none, or else in <paramref name="room"/>, which has <see cref="RoomFor"/> it. Its first
    /// <paramref name="covered"/> bytes are the end of a secret that went before.
    /// </summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> line, Span<byte> room, int covered = 0)
    {
        var length = Extend(line, 0, Math.Min(covered, line.Length));
        var from = length > 0 ? 0 : Find(line, 0, out length);
        if (from < 0) return line;
        var (read, written) = (0, 0);
        for (; from >= 0; from = Find(line, read, out length))
        {
            line[read..from].CopyTo(room[written..]);
            written += from - read;
            Shown.CopyTo(room[written..]);
            written += Shown.Length;
            read = from + length;
        }

        line[read..].CopyTo(room[written..]);
        return room[..(written + line.Length - read)];
    }

    /// <summary>Bytes that a masked line of that length may have.</summary>
    public static int RoomFor(int lineBytes) => lineBytes + Shown.Length;

    /// <summary>
    /// The last place, not after <paramref name="at"/>, where the bytes can be cut so that neither a secret lies on both sides, nor what may become one with what is
    /// still to come. 0 when there is none.
    /// </summary>
    public int CutBefore(ReadOnlySpan<byte> bytes, int at, int covered)
    {
        for (var from = at - 1; from >= Math.Max(0, at - _longest); from--)
        {
            if (ReachOf(bytes, from) > at) at = from;
        }

        return at >= covered ? at : 0;
    }

    /// <summary>
    /// Where to cut bytes that are covered by secrets as a whole: before what may be the beginning of another one. The first <paramref name="covered"/> bytes after
    /// the cut belong to a secret before it.
    /// </summary>
    public int CutWithin(ReadOnlySpan<byte> bytes, out int covered)
    {
        var cut = Math.Max(0, bytes.Length - _longest);
        while (cut < bytes.Length && !BeginsOne(bytes[cut..])) cut++;
        covered = 0;
        for (var from = Math.Max(0, cut - _longest); from < cut; from++) covered = Math.Max(covered, from + LengthAt(bytes, from) - cut);
        return cut;
    }

    /// <summary>What is longer than a line may be is found in pieces.</summary>
    private static IEnumerable<byte[]> Pieces(byte[] form)
    {
        while (form.Length > MostFormBytes + SecretForms.LeastBytes)
        {
            yield return form[..MostFormBytes];
            form = form[MostFormBytes..];
        }

        yield return form;
    }

    /// <summary>Where the next secret begins, and how long it is together with those that overlap it; -1 for none.</summary>
    private int Find(ReadOnlySpan<byte> line, int from, out int length)
    {
        for (var at = from; at + PrefixBytes <= line.Length; at++)
        {
            length = LengthAt(line, at);
            if (length == 0) continue;
            length = Extend(line, at, length);
            return at;
        }

        length = 0;
        return -1;
    }

    /// <summary>The length of what is covered from there, with all that overlaps it.</summary>
    private int Extend(ReadOnlySpan<byte> line, int at, int length)
    {
        for (var inside = at + 1; inside < at + length; inside++) length = Math.Max(length, inside - at + LengthAt(line, inside));
        return length;
    }

    /// <summary>Where the longest secret ends that is there, or that may come of what is there.</summary>
    private int ReachOf(ReadOnlySpan<byte> bytes, int at) => BeginsOne(bytes[at..]) ? int.MaxValue : at + LengthAt(bytes, at);

    private int LengthAt(ReadOnlySpan<byte> line, int at)
    {
        if (at + PrefixBytes > line.Length) return 0;
        var prefix = BinaryPrimitives.ReadUInt32LittleEndian(line[at..]);
        var slot = Slot(prefix);
        if ((_begins[slot >> 6] & (1UL << (slot & 63))) == 0) return 0;
        // Whatever the line begins with, the last form that is not after the line begins with it too, or is it.
        var rest = line[at..Math.Min(line.Length, at + _longest)];
        var found = After(rest) - 1;
        while (found >= 0 && !rest.StartsWith(_sorted[found])) found = _within[found];
        return found < 0 ? 0 : _sorted[found].Length;
    }

    /// <summary>Whether a longer form begins with all of the bytes. Those that do come one after the other, and the bytes themselves before them.</summary>
    private bool BeginsOne(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= _longest) return false;
        var next = After(bytes);
        return next < _sorted.Length && _sorted[next].AsSpan().StartsWith(bytes);
    }

    /// <summary>The index of the first form that is after the bytes.</summary>
    private int After(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (0, _sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle].AsSpan().SequenceCompareTo(bytes) <= 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static uint Prefix(byte[] form) => BinaryPrimitives.ReadUInt32LittleEndian(form);

    private static int Slot(uint prefix) => (int)((prefix * 2654435761u) >> 16);
}
