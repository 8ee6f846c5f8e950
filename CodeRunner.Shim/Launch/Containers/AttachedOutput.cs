using System.Text;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>A container's output after the greeting of its first process, which is nobody's line.</summary>
public sealed class AttachedOutput(AttachedStreams streams) : IOutputSource
{
    private const int PatienceMilliseconds = 60_000;
    private const int MostErrorBytes = 1 << 20;
    private byte[] _keptErrors = [];
    private byte[] _kept = [];

    public AttachedStreams Streams { get; private set; } = streams;

    public (int Output, int Error) Awaited => Streams.Awaited;

    public bool AtEnd => Streams.AtEnd && !HasKept;

    /// <summary>Something of the app's came together with the greeting.</summary>
    public bool HasKept => _keptErrors.Length + _kept.Length > 0;

    public void Replace(AttachedStreams streams) => Streams = streams;

    public int Read(Span<byte> into, out byte stream)
    {
        if (!HasKept) return Streams.Read(into, out stream);
        stream = (byte)(_keptErrors.Length > 0 ? 2 : 1);
        return stream == 2 ? Take(ref _keptErrors, into) : Take(ref _kept, into);
    }

    /// <summary>
    /// The first line on stdout; what stands on stderr when there is none, which is what went wrong. An engine sends each stream as it comes to it: what the app writes
    /// to stderr may be here before the greeting is.
    /// </summary>
    public unsafe string ReadGreeting()
    {
        var (said, errors, buffer) = (new List<byte>(), new List<byte>(), new byte[InitGreeting.MaxBytes]);
        var polled = new PollDescriptor { Events = PollDescriptor.In };
        while (said.Count < InitGreeting.MaxBytes && errors.Count < MostErrorBytes)
        {
            var read = Streams.Read(buffer, out var stream);
            if (read > 0) (stream == 2 ? errors : said).AddRange(buffer.AsSpan(0, read));
            if (said.IndexOf((byte)'\n') is >= 0 and var end)
            {
                _keptErrors = [.. errors];
                _kept = [.. said[(end + 1)..]];
                return Encoding.UTF8.GetString([.. said[..end]]);
            }

            polled.Descriptor = Streams.Awaited.Output;
            if (read <= 0 && (Streams.AtEnd || Libc.Poll(&polled, 1, PatienceMilliseconds) <= 0)) break;
        }

        return Encoding.UTF8.GetString([.. said, .. errors]).Trim();
    }

    private static int Take(ref byte[] kept, Span<byte> into)
    {
        var taken = Math.Min(into.Length, kept.Length);
        kept.AsSpan(0, taken).CopyTo(into);
        kept = kept[taken..];
        return taken;
    }
}
