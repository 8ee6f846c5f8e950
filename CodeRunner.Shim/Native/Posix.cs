using System.Runtime.InteropServices;

namespace CodeRunner.Shim.Native;

/// <summary>System calls that throw <see cref="IOException"/> with what was tried, and the numbers that they take.</summary>
internal static unsafe class Posix
{
    public const int AtFdCwd = -100;
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    public const int NonBlock = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int WaitNoHang = 1;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    // Of one number on every architecture.
    private const nint PidFdSendSignalCall = 424;
    private const nint PidFdOpenCall = 434;

    /// <summary>Both differ between architectures, unlike the other flags.</summary>
    public static int Directory => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public static int Check(int result, string tried) => result >= 0 ? result : throw Error(tried);

    public static IOException Error(string tried) =>
        new($"{tried}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", Marshal.GetLastPInvokeError());

    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        Check(Libc.Pipe2(ends, CloseOnExec), "pipe");
        return (ends[0], ends[1]);
    }

    public static void DoNotBlock(int descriptor) => _ = Libc.FCntl(descriptor, SetStatusFlags, Libc.FCntl(descriptor, GetStatusFlags, 0) | NonBlock);

    /// <summary>The number of bytes; 0 at the end; -1 when there is nothing now.</summary>
    public static int Read(int descriptor, Span<byte> into)
    {
        fixed (byte* buffer = into)
            while (true)
            {
                var read = Libc.Read(descriptor, buffer, (nuint)into.Length);
                if (read >= 0) return (int)read;
                var error = Marshal.GetLastPInvokeError();
                if (error == WouldBlock) return -1;
                if (error != Interrupted) throw Error("read");
            }
    }

    /// <summary>How many bytes could be written: fewer than given means an error, such as a full disk.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        fixed (byte* buffer = bytes)
            while (done < bytes.Length)
            {
                var written = Libc.Write(descriptor, buffer + done, (nuint)(bytes.Length - done));
                if (written > 0) done += (int)written;
                else if (Marshal.GetLastPInvokeError() != Interrupted) break;
            }

        return done;
    }

    /// <summary>Writes a new file whole and puts it in place of an old one: a reader sees the one or the other.</summary>
    public static void WriteAtomically(int directory, string name, ReadOnlySpan<byte> bytes)
    {
        var temporary = name + ".new";
        var file = Check(Libc.OpenAt(directory, temporary, WriteOnly | Create | Truncate | CloseOnExec | NoFollow, 0x180), $"open {temporary}");
        var written = Write(file, bytes);
        Libc.Close(file);
        if (written < bytes.Length) throw Error($"write {temporary}");
        Check(Libc.RenameAt(directory, temporary, directory, name), $"rename {temporary}");
    }

    public static byte[]? TryReadFile(int directory, string name)
    {
        var file = Libc.OpenAt(directory, name, ReadOnly | CloseOnExec | NoFollow, 0);
        if (file < 0) return null;
        var buffer = new byte[4096];
        var read = Read(file, buffer);
        Libc.Close(file);
        return buffer[..Math.Max(read, 0)];
    }

    /// <summary>Negative when there is no such process.</summary>
    public static int PidFdOpen(int pid) => (int)Libc.SysCall(PidFdOpenCall, pid, 0, 0, 0);

    public static void PidFdSignal(int pidFd, int signal) => Libc.SysCall(PidFdSendSignalCall, pidFd, signal, 0, 0);
}
