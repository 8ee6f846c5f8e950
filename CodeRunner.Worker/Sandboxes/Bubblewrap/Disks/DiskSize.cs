namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>How large a file system must be made so that an app really gets the megabytes of its limit, and how many files it may have.</summary>
internal readonly record struct DiskSize(long KiB, long Inodes)
{
    private const int LeastInodes = 1024;

    // Those that ext4 reserves, and the directory of the app's files.
    private const int OwnInodes = 16;

    /// <summary>Beside the inodes: bitmaps and group descriptors by size, and what ext4 keeps back for itself, which is a fiftieth up to 16 MiB.</summary>
    public static DiskSize For(int diskMb, int inodesPerMb)
    {
        var inodes = Math.Max(LeastInodes, (long)diskMb * inodesPerMb) + OwnInodes;
        var kept = Math.Min(16L << 10, ((long)diskMb << 10) / 50);
        var own = (inodes / 4) + (diskMb / 4) + 1024;
        return new DiskSize(RoundUp(((long)diskMb << 10) + kept + own), inodes);
    }

    private static long RoundUp(long kib) => (kib + 3) / 4 * 4;
}
