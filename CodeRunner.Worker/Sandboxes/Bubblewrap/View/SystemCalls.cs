using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.View;

/// <summary>
/// Which system calls of an architecture an app may make, by number: those that a container engine's default profile allows to a process without
/// capabilities (profile of moby, 2025), without ptrace and process_vm_*. What is not listed is refused; <see cref="ByArgument"/> is looked at closer.
/// </summary>
internal sealed class SystemCalls
{
    private static readonly SystemCalls X64 = new()
    {
        AuditName = 0xC000003E,
        Allowed =
        [
            (0, 15), (17, 40), (42, 52), (54, 55), (57, 100), (102, 102), (104, 133), (137, 138), (140, 152), (154, 154), (157, 160), (162, 162), (186, 211), (213, 226),
            (228, 235), (240, 245), (247, 247), (251, 255), (257, 271), (273, 278), (280, 297), (299, 299), (301, 303), (305, 307), (309, 309), (314, 319), (322, 322),
            (324, 335), (424, 424), (434, 434), (436, 437), (439, 439), (441, 441), (444, 449), (451, 458), (462, 466),
        ],
        Unassigned = [(336, 423)],
        Ioctl = 16,
        Socket = 41,
        SocketPair = 53,
        Clone = 56,
        Personality = 135,
    };

    private static readonly SystemCalls Arm64 = new()
    {
        AuditName = 0xC00000B7,
        Allowed =
        [
            (0, 17), (19, 28), (30, 38), (43, 50), (52, 57), (59, 59), (61, 88), (90, 91), (93, 96), (98, 103), (107, 111), (113, 115), (118, 141), (143, 160), (163, 169),
            (171, 197), (200, 216), (221, 223), (226, 234), (240, 240), (242, 243), (260, 261), (263, 264), (266, 267), (269, 269), (274, 279), (281, 281), (283, 293),
            (424, 424), (434, 434), (436, 437), (439, 439), (441, 441), (444, 449), (451, 458), (462, 466),
        ],
        Unassigned = [(244, 259), (295, 423)],
        Ioctl = 29,
        Socket = 198,
        SocketPair = 199,
        Clone = 220,
        Personality = 92,
    };

    /// <summary>Its flags lie in memory, which a filter can't read: refused as unknown, and the C library falls back to clone.</summary>
    public const uint Clone3 = 435;

    /// <summary>The last number that the profile knows. What comes after it is newer than we are.</summary>
    public const uint Newest = 466;

    /// <summary>How the kernel names the architecture to a filter.</summary>
    public required uint AuditName { get; init; }

    public required IReadOnlyList<(uint From, uint To)> Allowed { get; init; }

    public required IReadOnlyList<(uint From, uint To)> Unassigned { get; init; }

    public required uint Ioctl { get; init; }

    public required uint Socket { get; init; }

    public required uint SocketPair { get; init; }

    public required uint Clone { get; init; }

    public required uint Personality { get; init; }

    public IReadOnlyList<uint> ByArgument => [Ioctl, Socket, SocketPair, Clone, Personality];

    public static SystemCalls Of(Architecture architecture) => architecture == Architecture.Arm64 ? Arm64 : X64;
}
