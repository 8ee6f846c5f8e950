namespace CodeRunner.Shim.Protocol;

/// <summary>The descriptors that programs of a sandbox's network get besides the standard ones.</summary>
internal static class NetworkDescriptors
{
    public const int Network = 3;

    /// <summary>The user namespace that owns the network namespace.</summary>
    public const int User = 4;

    /// <summary>The stack writes here when its device is there.</summary>
    public const int Ready = 5;

    /// <summary>The stack ends when the other end of it is closed.</summary>
    public const int Exit = 6;

    /// <summary>Where the program inside hands out sockets of the namespace.</summary>
    public const int Gate = 5;
}
