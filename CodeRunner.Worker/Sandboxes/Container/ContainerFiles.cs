using CodeRunner.Worker.Sandboxes.Bubblewrap;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Directories of the host that a container sees, owned by its uid.</summary>
internal static class ContainerFiles
{
    /// <summary>The mounts, /app first unless an image is run. Null for the uid: the files are the Worker's own.</summary>
    public static IReadOnlyList<SandboxMount> Prepare(SandboxSpec spec, SandboxDirectory directory, uint? uid)
    {
        if (spec.Image is not null) return [];
        if (!Directory.Exists(spec.AppDirectory)) throw new SandboxException("app_directory_missing", "The app's files are not on this node.");
        if (uid is { } owner) HostUids.GiveMounts(spec, owner);
        return [new SandboxMount(PrepareApp(spec, directory, uid), AppPaths.App, Writable: true), .. spec.Mounts.Select(m => m with { Source = Path.GetFullPath(m.Source) })];
    }

    private static string PrepareApp(SandboxSpec spec, SandboxDirectory directory, uint? uid)
    {
        if (spec.Purpose == SandboxPurpose.Build)
        {
            if (uid is { } builder) TreeOwner.Give(spec.AppDirectory, builder);
            return Path.GetFullPath(spec.AppDirectory);
        }

        new TreeCopy(uid, spec.Limits.DiskMb).Copy(spec.AppDirectory, directory.App);
        return directory.App;
    }
}
