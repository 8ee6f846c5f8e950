using System.Buffers.Binary;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>A classic BPF program as the kernel takes it for seccomp, eight bytes an instruction. Each step works on the word that was loaded last.</summary>
internal sealed class BpfProgram
{
    public const uint Number = 0;
    public const uint Architecture = 4;

    // The lower half of each: the kernel takes no more of these arguments.
    public const uint FirstArgument = 16;
    public const uint SecondArgument = 24;
    public const uint ThirdArgument = 32;
    private const ushort LoadWord = 0x20;
    private const ushort JumpAlways = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort JumpAnySet = 0x45;
    private const ushort ReturnValue = 0x06;
    private readonly List<(ushort Code, byte True, byte False, uint Value)> _instructions = [];

    public void Load(uint offset) => Emit(LoadWord, offset);

    public void Return(uint answer) => Emit(ReturnValue, answer);

    public void ReturnUnlessEqual(uint value, uint answer)
    {
        Emit(JumpEqual, value, whenTrue: 1);
        Return(answer);
    }

    public void ReturnFrom(uint value, uint answer) => ReturnIf(JumpGreaterOrEqual, value, answer);

    public void ReturnIfAny(uint bits, uint answer) => ReturnIf(JumpAnySet, bits, answer);

    public void ReturnIfOneOf(IEnumerable<uint> values, uint answer)
    {
        foreach (var value in values) ReturnIf(JumpEqual, value, answer);
    }

    /// <summary>Goes on elsewhere for that number and greater ones; where, says <see cref="Land"/>. The long jump is taken since a conditional one reaches 255 only.</summary>
    public int JumpFrom(uint value)
    {
        Emit(JumpGreaterOrEqual, value, whenTrue: 0, whenFalse: 1);
        Emit(JumpAlways, 0);
        return _instructions.Count - 1;
    }

    public void Land(int jump) => _instructions[jump] = _instructions[jump] with { Value = (uint)(_instructions.Count - jump - 1) };

    public byte[] ToBytes()
    {
        var bytes = new byte[_instructions.Count * 8];
        for (var i = 0; i < _instructions.Count; i++)
        {
            var (code, whenTrue, whenFalse, value) = _instructions[i];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 8), code);
            (bytes[(i * 8) + 2], bytes[(i * 8) + 3]) = (whenTrue, whenFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((i * 8) + 4), value);
        }

        return bytes;
    }

    private void ReturnIf(ushort jump, uint value, uint answer)
    {
        Emit(jump, value, whenTrue: 0, whenFalse: 1);
        Return(answer);
    }

    private void Emit(ushort code, uint value, byte whenTrue = 0, byte whenFalse = 0) => _instructions.Add((code, whenTrue, whenFalse, value));
}
