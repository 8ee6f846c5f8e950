using System.Buffers.Binary;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>Runs a classic BPF program as the kernel does for seccomp, and refuses what the kernel would refuse.</summary>
internal static class BpfInterpreter
{
    public static (uint Answer, int Steps) Run(ReadOnlySpan<byte> program, uint architecture, uint number, params ulong[] arguments)
    {
        Span<byte> data = stackalloc byte[64];
        data.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (var i = 0; i < arguments.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + (i * 8))..], arguments[i]);
        (program.Length % 8).ShouldBe(0);
        (program.Length / 8).ShouldBeInRange(1, 4096);

        var (word, at) = (0u, 0);
        for (var steps = 1; ; steps++)
        {
            var instruction = program.Slice(at * 8, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            var (whenTrue, whenFalse) = (instruction[2], instruction[3]);
            at++;
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20: word = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)value..]); break;
                case 0x05: at += (int)value; break;
                case 0x15: at += word == value ? whenTrue : whenFalse; break;
                case 0x35: at += word >= value ? whenTrue : whenFalse; break;
                case 0x45: at += (word & value) != 0 ? whenTrue : whenFalse; break;
                case 0x06: return (value, steps);
                case var code: throw new InvalidOperationException($"The kernel knows no instruction {code:x}.");
            }
        }
    }
}
