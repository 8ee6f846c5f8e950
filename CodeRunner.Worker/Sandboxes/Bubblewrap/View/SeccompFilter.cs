using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// Decides about each system call of an app, and denies by default: EPERM for a call that is known and not allowed, whatever capability or namespace it would
/// be asked with; ENOSYS for one that nobody knew yet, so that a newer C library falls back. The number is found by halving, in at most nine comparisons.
/// </summary>
internal static class SeccompFilter
{
    public const uint Allow = 0x7FFF0000;
    public const uint KillProcess = 0x80000000;
    public const uint NotPermitted = 0x00050000 | 1;
    public const uint NotThere = 0x00050000 | 38;
    private const uint X32Bit = 0x40000000;
    private const uint NewNamespaces = 0x7E020000;
    private const uint RouteNetlink = 16;

    // TIOCSTI and TIOCLINUX type for whoever reads the terminal.
    private static readonly uint[] TerminalInjections = [0x5412, 0x541C];

    // AF_UNIX, AF_INET, AF_INET6; netlink by its protocol, below.
    private static readonly uint[] SocketFamilies = [1, 2, 10];

    // PER_LINUX, PER_LINUX32, each also with UNAME26; and the question which one it is.
    private static readonly uint[] Personalities = [0, 8, 0x20000, 0x20008, 0xFFFFFFFF];

    public static byte[] Build(Architecture architecture)
    {
        var calls = SystemCalls.Of(architecture);
        var program = new BpfProgram();
        program.Load(BpfProgram.Architecture);
        program.ReturnUnlessEqual(calls.AuditName, KillProcess);
        program.Load(BpfProgram.Number);
        program.ReturnFrom(X32Bit, NotThere);
        Find(program, [.. Ranges(calls)], calls);
        return program.ToBytes();
    }

    /// <summary>Every number from 0 on, in ranges of one answer each; null where the arguments decide.</summary>
    private static IEnumerable<(uint From, uint? Answer)> Ranges(SystemCalls calls)
    {
        uint? last = Allow + 1;
        for (uint number = 0; number <= SystemCalls.Newest + 1; number++)
        {
            uint? answer = calls.ByArgument.Contains(number) ? null : Of(number, calls);
            if (answer is not null && answer == last) continue;
            yield return (number, answer);
            last = answer;
        }
    }

    private static uint Of(uint number, SystemCalls calls)
    {
        bool In(IReadOnlyList<(uint From, uint To)> ranges) => ranges.Any(r => number >= r.From && number <= r.To);
        if (In(calls.Allowed)) return Allow;
        return number is SystemCalls.Clone3 or > SystemCalls.Newest || In(calls.Unassigned) ? NotThere : NotPermitted;
    }

    private static void Find(BpfProgram program, ReadOnlySpan<(uint From, uint? Answer)> ranges, SystemCalls calls)
    {
        if (ranges.Length == 1)
        {
            if (ranges[0].Answer is { } answer) program.Return(answer);
            else LookCloser(program, ranges[0].From, calls);
            return;
        }

        var middle = ranges.Length / 2;
        var upper = program.JumpFrom(ranges[middle].From);
        Find(program, ranges[..middle], calls);
        program.Land(upper);
        Find(program, ranges[middle..], calls);
    }

    private static void LookCloser(BpfProgram program, uint call, SystemCalls calls)
    {
        program.Load(call == calls.Ioctl ? BpfProgram.SecondArgument : BpfProgram.FirstArgument);
        if (call == calls.Clone) program.ReturnIfAny(NewNamespaces, NotPermitted);
        else if (call == calls.Ioctl) program.ReturnIfOneOf(TerminalInjections, NotPermitted);
        else
        {
            program.ReturnIfOneOf(call == calls.Personality ? Personalities : SocketFamilies, Allow);
            if (call == calls.Socket) AllowRouteNetlink(program);
            program.Return(NotPermitted);
            return;
        }

        program.Return(Allow);
    }

    /// <summary>By which programs learn the addresses of their own machine: family 16 with protocol 0, and none of its other protocols.</summary>
    private static void AllowRouteNetlink(BpfProgram program)
    {
        program.ReturnUnlessEqual(RouteNetlink, NotPermitted);
        program.Load(BpfProgram.ThirdArgument);
        program.ReturnIfOneOf([0], Allow);
    }
}
