using System.Runtime.InteropServices;

namespace CodeRunner.Shim.Native;

/// <summary>struct pollfd. A negative descriptor is passed over.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short In = 1;

    public int Descriptor;
    public short Events;
    public short Returned;
}
