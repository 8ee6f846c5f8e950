using System.Runtime.InteropServices;
using CodeRunner.Shim.Native;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Launch;

/// <summary>
/// The sandboxing program as a child, and the ends of its pipes. It must be started by the thread that lives as long as the shim: what ends it with
/// the shim (PDEATHSIG) is bound to its parent's thread.
/// </summary>
internal sealed unsafe class SandboxProcess
{
    private const int PipeBytes = 1024 * 1024;
    private const int SetPipeSize = 1031;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int SetSigDefaultAndMask = 0x04 | 0x08;
    private const int SpawnStructBytes = 512;
    private const uint MemFdCloseOnExec = 1;

    public required int Pid { get; init; }

    public required int PidFd { get; init; }

    public required int Output { get; init; }

    public required int Error { get; init; }

    public required int Status { get; init; }

    /// <summary>The program goes on to run the app when a byte is written here.</summary>
    public required int Block { get; init; }

    public static SandboxProcess Start(LaunchInstruction instruction)
    {
        var (output, error, status, block) = (Posix.Pipe(), Posix.Pipe(), Posix.Pipe(), Posix.Pipe());
        var arguments = InMemory("arguments", [.. instruction.SandboxArguments.SelectMany(a => (byte[])[.. System.Text.Encoding.UTF8.GetBytes(a), 0])]);
        var seccomp = instruction.Seccomp is { } filter ? InMemory("seccomp", filter) : -1;
        var nothing = Posix.Check(Libc.OpenAt(Posix.AtFdCwd, "/dev/null", Posix.ReadOnly | Posix.CloseOnExec, 0), "open /dev/null");

        var pid = Spawn(instruction.Program, [nothing, output.Write, error.Write, arguments, status.Write, block.Read, seccomp]);
        foreach (var descriptor in (int[])[nothing, output.Write, error.Write, arguments, status.Write, block.Read, seccomp])
            Libc.Close(descriptor);
        foreach (var descriptor in (int[])[output.Read, error.Read, status.Read])
            _ = Libc.FCntl(descriptor, SetStatusFlags, Libc.FCntl(descriptor, GetStatusFlags, 0) | Posix.NonBlock);
        foreach (var descriptor in (int[])[output.Read, error.Read])
            _ = Libc.FCntl(descriptor, SetPipeSize, PipeBytes);
        return new SandboxProcess
        {
            Pid = pid,
            PidFd = Posix.Check(Posix.PidFdOpen(pid), "pidfd_open"),
            Output = output.Read,
            Error = error.Read,
            Status = status.Read,
            Block = block.Write,
        };
    }

    private static int InMemory(string name, byte[] content)
    {
        var file = Posix.Check(Libc.MemFdCreate(name, MemFdCloseOnExec), "memfd_create");
        if (Posix.Write(file, content) < content.Length) throw Posix.Error("write to memory");
        _ = Libc.LSeek(file, 0, 0);
        return file;
    }

    /// <summary>Starts a program with just these descriptors, numbered as they stand, an almost empty environment and no signal blocked or ignored.</summary>
    public static int Spawn(IReadOnlyList<string> program, int[] descriptors)
    {
        var actions = stackalloc byte[SpawnStructBytes];
        var attributes = stackalloc byte[SpawnStructBytes];
        var signals = stackalloc byte[128];
        LibcSpawn.ActionsInit(actions);
        LibcSpawn.AttributesInit(attributes);
        NativeMemory.Fill(signals, 128, 0);
        LibcSpawn.AttributesSetSigMask(attributes, signals);
        NativeMemory.Fill(signals, 128, 0xFF);
        LibcSpawn.AttributesSetSigDefault(attributes, signals);
        LibcSpawn.AttributesSetFlags(attributes, SetSigDefaultAndMask);

        // Moved out of the way first: a source may have the number of another's target.
        var moved = descriptors.Select(d => d < 0 ? -1 : Posix.Check(Libc.FCntl(d, 1030, 64), "fcntl")).ToArray();
        for (var i = 0; i < moved.Length; i++)
            if (moved[i] >= 0)
                LibcSpawn.ActionsAddDup2(actions, moved[i], i);
        LibcSpawn.ActionsAddCloseFrom(actions, descriptors[^1] < 0 ? descriptors.Length - 1 : descriptors.Length);

        using var arguments = new NativeStrings(program);
        using var environment = new NativeStrings(["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"]);
        int pid;
        var error = LibcSpawn.Spawn(&pid, arguments.Pointers[0], actions, attributes, arguments.Pointers, environment.Pointers);
        LibcSpawn.ActionsDestroy(actions);
        LibcSpawn.AttributesDestroy(attributes);
        foreach (var descriptor in moved) Libc.Close(descriptor);
        return error == 0 ? pid : throw new IOException($"{program[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
