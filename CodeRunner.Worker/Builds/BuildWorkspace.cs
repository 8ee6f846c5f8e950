using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Worker.Builds;

/// <summary>Where one build works: on disks of its own where the provider has them, else in directories of the host's.</summary>
public sealed class BuildWorkspace(string appDirectory, IReadOnlyList<SandboxMount> mounts, SandboxDisks? disks, IReadOnlyList<SandboxDisk> parts, Action<bool> giveBack) : IAsyncDisposable
{
    /// <summary>Where the source belongs, as this process reaches it; not there yet.</summary>
    public string AppDirectory => appDirectory;

    /// <summary>The project's package caches.</summary>
    public IReadOnlyList<SandboxMount> Mounts => mounts;

    public SandboxDisks? Disks => disks;

    /// <summary>How much the kernel lets a build write; null where it has to be measured.</summary>
    public int? EnforcedMb => disks is null ? null : parts.Max(part => part.Mb);

    public bool IsFull => disks is not null && parts.Any(disks.IsFull);

    /// <summary>The caches are kept for the next build, unless it is not sure that they are whole.</summary>
    public async ValueTask DisposeAsync()
    {
        var whole = disks is null || await disks.CloseAsync();
        if (disks is not null)
            await disks.DisposeAsync();
        giveBack(whole);
    }
}
