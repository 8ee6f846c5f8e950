using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// The system calls that no app needs and the kernel's history is full of: refused with EPERM, whatever capability or namespace they would be asked with.
/// A classic BPF program as the kernel takes it, eight bytes an instruction.
/// </summary>
internal static class SeccompFilter
{
    private const uint Allow = 0x7FFF0000;
    private const uint KillProcess = 0x80000000;
    private const uint NotPermitted = 0x00050000 | 1;
    private const uint NotThere = 0x00050000 | 38;
    private const ushort LoadWord = 0x20;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort JumpAnySet = 0x45;
    private const ushort Return = 0x06;
    private const uint Number = 0;
    private const uint CallArchitecture = 4;
    private const uint FirstArgument = 16;
    private const uint SecondArgument = 24;
    private const uint X32Bit = 0x40000000;
    private const uint NewNamespaces = 0x7E020000;
    private static readonly uint[] TerminalInjections = [0x5412, 0x541C];
    private static readonly uint[] HostSocketFamilies = [38, 40];

    public static byte[] Build(Architecture architecture)
    {
        var arm = architecture == Architecture.Arm64;
        var program = new List<byte>();
        Emit(program, LoadWord, CallArchitecture);
        Emit(program, JumpEqual, arm ? 0xC00000B7u : 0xC000003E, whenTrue: 1);
        Emit(program, Return, KillProcess);
        Emit(program, LoadWord, Number);
        if (!arm) ReturnIf(program, JumpGreaterOrEqual, X32Bit, NotPermitted);
        foreach (var call in DeniedCalls.Of(arm)) ReturnIf(program, JumpEqual, call, NotPermitted);

        // Its flags lie in memory, which a filter can't read; the C library falls back to clone.
        ReturnIf(program, JumpEqual, DeniedCalls.Clone3, NotThere);
        WithArgument(program, arm ? 220u : 56, FirstArgument, JumpAnySet, [NewNamespaces]);
        WithArgument(program, arm ? 29u : 16, SecondArgument, JumpEqual, TerminalInjections);
        WithArgument(program, arm ? 198u : 41, FirstArgument, JumpEqual, HostSocketFamilies);
        Emit(program, Return, Allow);
        return [.. program];
    }

    private static void ReturnIf(List<byte> program, ushort jump, uint value, uint answer)
    {
        Emit(program, jump, value, whenTrue: 0, whenFalse: 1);
        Emit(program, Return, answer);
    }

    private static void WithArgument(List<byte> program, uint call, uint argument, ushort jump, uint[] refused)
    {
        Emit(program, JumpEqual, call, whenTrue: 0, whenFalse: (byte)(2 + (2 * refused.Length)));
        Emit(program, LoadWord, argument);
        foreach (var value in refused) ReturnIf(program, jump, value, NotPermitted);
        Emit(program, Return, Allow);
    }

    private static void Emit(List<byte> program, ushort code, uint value, byte whenTrue = 0, byte whenFalse = 0)
    {
        Span<byte> instruction = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(instruction, code);
        instruction[2] = whenTrue;
        instruction[3] = whenFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], value);
        program.AddRange(instruction);
    }
}
