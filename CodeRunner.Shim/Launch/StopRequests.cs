using System.Text.Json;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// Requests to stop, which others put into the state directory. The kernel tells of them; but it tells each user only of so many directories, and where there is no
/// more to be had, they are looked for now and then.
/// </summary>
internal sealed class StopRequests
{
    private const uint MovedTo = 0x80;
    private const int LookMilliseconds = 200;
    private readonly int _directory;
    private long _lookAt;
    private StopRequest? _taken;

    public StopRequests(int directory, string path)
    {
        _directory = directory;
        Told = Watch(path);
    }

    /// <summary>Readable when something was put there; negative where the kernel does not tell.</summary>
    public int Told { get; }

    /// <summary>For who waits for something else; it is still there to be taken.</summary>
    public bool IsAsked => Libc.FAccessAt(_directory, StateFiles.Stop, 0, 0) == 0;

    /// <summary>In how many milliseconds <see cref="Take"/> is wanted even if nothing is told. At once at first: one may have come before anybody watched.</summary>
    public long? DueIn(long now) => _lookAt == long.MaxValue ? null : Math.Max(0, _lookAt - now);

    /// <summary>One that was not taken yet; null when there is none.</summary>
    public StopRequest? Take(long now, bool told)
    {
        if (!told && now < _lookAt) return null;
        _lookAt = Told < 0 ? now + LookMilliseconds : long.MaxValue;
        if (told) Forget();
        if (Posix.TryReadFile(_directory, StateFiles.Stop) is not { } bytes) return null;
        var found = JsonSerializer.Deserialize(bytes, ProtocolJson.Default.StopRequest);
        if (found == _taken && !told) return null;
        return _taken = found;
    }

    private static int Watch(string path)
    {
        var watch = Libc.InotifyInit(Posix.CloseOnExec | Posix.NonBlock);
        if (watch < 0 || Libc.InotifyAddWatch(watch, path, MovedTo) >= 0) return watch;
        Libc.Close(watch);
        return -1;
    }

    private void Forget()
    {
        Span<byte> events = stackalloc byte[4096];
        while (Posix.Read(Told, events) > 0)
        {
        }
    }
}
