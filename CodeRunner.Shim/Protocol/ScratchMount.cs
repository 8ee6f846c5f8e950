namespace CodeRunner.Shim.Protocol;

/// <summary>The bounds of each of a sandbox's two file systems in memory, which are its /tmp and its /dev/shm.</summary>
internal sealed record ScratchMount(int Mb, int Inodes)
{
    public const string Tmp = "/tmp/tmp";
    public const string Shm = "/tmp/shm";
}
