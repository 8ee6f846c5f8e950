using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Output;

/// <summary>The ends to read of the app's stdout and stderr, in turn, so that neither waits for the other.</summary>
internal sealed class SandboxPipes(int output, int error) : IOutputSource
{
    private readonly int[] _pipes = [output, error];
    private int _next;

    public (int Output, int Error) Awaited => (_pipes[0], _pipes[1]);

    public bool AtEnd => _pipes[0] < 0 && _pipes[1] < 0;

    public int Read(Span<byte> into, out byte stream)
    {
        stream = 0;
        for (var tries = 0; tries < _pipes.Length; tries++)
        {
            var which = _next;
            _next = 1 - _next;
            if (_pipes[which] < 0) continue;
            var read = Posix.Read(_pipes[which], into);
            if (read == 0) _pipes[which] = -1;
            if (read <= 0) continue;
            stream = (byte)(which + 1);
            return read;
        }

        return 0;
    }
}
