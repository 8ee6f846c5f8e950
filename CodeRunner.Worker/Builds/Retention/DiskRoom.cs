using System.Globalization;
using CodeRunner.Contracts;
using CodeRunner.Worker.Builds.Steps;
using Microsoft.Extensions.Options;

namespace CodeRunner.Worker.Builds.Retention;

/// <summary>The node's free disk space, on which every app of the node depends.</summary>
public sealed class DiskRoom(BuildPaths paths, ArtifactUpkeep upkeep, IOptions<BuildsOptions> options)
{
    private const int NoSpaceLeft = 28;

    private long Least => (long)options.Value.MinFreeDiskMb << 20;

    public bool IsShort => Directory.Exists(paths.Root) && new DriveInfo(paths.Root).AvailableFreeSpace < Least;

    /// <summary>Makes room when there is little; throws <see cref="BuildFailedException"/> when there is none to make.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsShort)
            await upkeep.MakeRoomAsync(() => !IsShort, cancellationToken);
        if (IsShort)
            throw new BuildFailedException(Full());
    }

    /// <summary>Whether something failed because the disk is full.</summary>
    public static bool IsCauseOf(Exception exception) => exception is IOException { HResult: NoSpaceLeft };

    public Reason Full(string? step = null) => new(
        "node_disk_full",
        string.Create(CultureInfo.InvariantCulture, $"The node's disk is full: less than {options.Value.MinFreeDiskMb} MiB are free, and no earlier release is left that may go. Tell the operator."),
        Step: step);
}
