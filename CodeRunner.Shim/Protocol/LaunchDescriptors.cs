namespace CodeRunner.Shim.Protocol;

/// <summary>The descriptors that the sandboxing program gets besides its standard ones.</summary>
internal static class LaunchDescriptors
{
    public const int Arguments = 3;
    public const int Status = 4;
    public const int Block = 5;
    public const int Seccomp = 6;
    public const int FirstUnused = 7;
}
