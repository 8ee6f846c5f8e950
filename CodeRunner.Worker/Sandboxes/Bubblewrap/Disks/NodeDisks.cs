using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Disks;

/// <summary>Whether this node gives sandboxes disks of their own, and how. Found out by making one.</summary>
internal sealed class NodeDisks
{
    private const int TrialMb = 1;
    private readonly string _shim;

    private NodeDisks(DiskImages images, string shim, string? missing) => (Images, _shim, Missing) = (images, shim, missing);

    public DiskImages Images { get; }

    /// <summary>Why the kernel does not bound what sandboxes write here; null when it does.</summary>
    public string? Missing { get; private set; }

    public bool Enforced => Missing is null;

    public static async Task<NodeDisks> FindAsync(string directory, string? formatter, SandboxOptions options, bool asRoot)
    {
        var images = new DiskImages(directory, formatter, options.InodesPerMb);
        var missing = !options.Disks ? $"{SandboxOptions.Section}:{nameof(SandboxOptions.Disks)} is false."
            : !asRoot ? "the Worker does not run as root, and only root may mount a disk."
            : formatter is null ? "mke2fs is not installed (apt install e2fsprogs)."
            : null;
        var disks = new NodeDisks(images, options.ShimPath, missing);
        if (missing is null) disks.Missing = await disks.TryAsync(directory, options.StartTimeout);
        return disks;
    }

    /// <summary>Keeps disks mounted until it is disposed. Throws <see cref="IOException"/>.</summary>
    public Task<DiskHold> HoldAsync(IReadOnlyList<DiskMount> disks, CancellationToken cancellationToken) => DiskHold.StartAsync(_shim, disks, cancellationToken);

    private async Task<string?> TryAsync(string directory, TimeSpan timeout)
    {
        var trial = Path.Combine(directory, $".trial-{Guid.NewGuid():N}");
        var mount = Directory.CreateDirectory($"{trial}.mount").FullName;
        try
        {
            using var limit = new CancellationTokenSource(timeout);
            Images.Create(trial, TrialMb);
            await using var hold = await HoldAsync([new DiskMount { Image = trial, Directory = mount }], limit.Token);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException or SandboxException)
        {
            return e.Message;
        }
        finally
        {
            File.Delete(trial);
            Directory.Delete(mount);
        }
    }
}
