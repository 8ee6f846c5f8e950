namespace CodeRunner.Worker.Sources.Archives;

/// <summary>Counts what really comes out of an archive; what its headers claim does not matter.</summary>
internal sealed class UnpackBudget(SourcesOptions limits, long archiveBytes)
{
    private const long RatioCountsFrom = 16 << 20;

    private long bytes;
    private int entries;

    public void TakeEntry()
    {
        if (++entries > limits.MaxFiles)
            throw new SourceException("archive_too_many_files", $"The archive has more than {limits.MaxFiles:N0} files and folders.");
    }

    public void TakeBytes(long count)
    {
        bytes += count;
        if (bytes > limits.MaxBytes)
            throw new SourceException("archive_too_large", $"The archive unpacks to more than {limits.MaxBytes >> 20:N0} MiB.");
        if (bytes > RatioCountsFrom && bytes / limits.MaxRatio > archiveBytes)
            throw new SourceException("archive_ratio_refused", $"The archive unpacks to more than {limits.MaxRatio} times its size: that is how archive bombs look.");
    }
}
