using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using CodeRunner.Shim.Native;

namespace CodeRunner.Shim.Launch;

/// <summary>A block device whose blocks are a file's. The kernel lets it go when nobody has it open or mounted any more, however they ended.</summary>
internal sealed class LoopDevice : IDisposable
{
    private const nuint GetFree = 0x4C82;
    private const nuint Configure = 0x4C0A;
    private const int ConfigureBytes = 304;
    private const int FlagsOffset = 60;
    private const int AutoClear = 4;
    private const int Busy = 16;
    private const int Attempts = 2000;
    private const int ReadWrite = 2;
    private readonly int _descriptor;

    private LoopDevice(string path, int descriptor) => (Path, _descriptor) = (path, descriptor);

    public string Path { get; }

    public int Descriptor => _descriptor;

    /// <summary>Many may ask for a free one at once; who comes second asks for another.</summary>
    public static LoopDevice Attach(int image)
    {
        var control = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/dev/loop-control", ReadWrite | Posix.CloseOnExec, 0), "open /dev/loop-control");
        try
        {
            for (var attempt = 1; attempt < Attempts; attempt++)
            {
                if (TryAttach(control, image) is { } device) return device;
                Thread.Sleep(Math.Min(attempt, 5));
            }
        }
        finally
        {
            Libc.Close(control);
        }

        throw new IOException("No loop device is free.");
    }

    public void Dispose() => Libc.Close(_descriptor);

    private static unsafe LoopDevice? TryAttach(int control, int image)
    {
        var number = Posix.Check(Libc.IoCtl(control, GetFree, null), "ask for a loop device");
        var path = "/dev/loop" + number.ToString(CultureInfo.InvariantCulture);
        var descriptor = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, path, ReadWrite | Posix.CloseOnExec, 0), $"open {path}");
        var configuration = stackalloc byte[ConfigureBytes];
        NativeMemory.Clear(configuration, ConfigureBytes);
        var bytes = new Span<byte>(configuration, ConfigureBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, image);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[FlagsOffset..], AutoClear);
        if (Libc.IoCtl(descriptor, Configure, configuration) == 0) return new LoopDevice(path, descriptor);
        var busy = Marshal.GetLastPInvokeError() == Busy;
        var error = Posix.Error($"attach {path}");
        Libc.Close(descriptor);
        return busy ? null : throw error;
    }
}
