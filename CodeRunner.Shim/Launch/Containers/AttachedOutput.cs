using System.Text;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Output;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch.Containers;

/// <summary>A container's output after the greeting of its first process, which is nobody's line.</summary>
internal sealed class AttachedOutput(AttachedStreams streams) : IOutputSource
{
    private const int PatienceMilliseconds = 60_000;
    private byte[] _kept = [];

    public AttachedStreams Streams { get; private set; } = streams;

    public (int Output, int Error) Awaited => Streams.Awaited;

    public bool AtEnd => Streams.AtEnd && !HasKept;

    /// <summary>Something came together with the greeting.</summary>
    public bool HasKept => _kept.Length > 0;

    public void Replace(AttachedStreams streams) => Streams = streams;

    public int Read(Span<byte> into, out byte stream)
    {
        if (!HasKept) return Streams.Read(into, out stream);
        stream = 1;
        var taken = Math.Min(into.Length, _kept.Length);
        _kept.AsSpan(0, taken).CopyTo(into);
        _kept = _kept[taken..];
        return taken;
    }

    /// <summary>The first line on stdout; what stands on stderr when there is none, which is what went wrong.</summary>
    public unsafe string ReadGreeting()
    {
        var (said, errors, buffer) = (new List<byte>(), new List<byte>(), new byte[InitGreeting.MaxBytes]);
        var polled = new PollDescriptor { Events = PollDescriptor.In };
        while (said.Count < InitGreeting.MaxBytes && errors.Count < InitGreeting.MaxBytes)
        {
            var read = Streams.Read(buffer, out var stream);
            if (read > 0) (stream == 2 ? errors : said).AddRange(buffer.AsSpan(0, read));
            if (said.IndexOf((byte)'\n') is >= 0 and var end)
            {
                _kept = [.. said[(end + 1)..]];
                return Encoding.UTF8.GetString([.. said[..end]]);
            }

            polled.Descriptor = Streams.Awaited.Output;
            if (read <= 0 && (Streams.AtEnd || Libc.Poll(&polled, 1, PatienceMilliseconds) <= 0)) break;
        }

        return Encoding.UTF8.GetString([.. said, .. errors]).Trim();
    }
}
