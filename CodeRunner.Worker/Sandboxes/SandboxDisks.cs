namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// Disks that several sandboxes share one after the other, such as the steps of a build; held until this is disposed or its process ends. What is written to
/// them beyond their size, or beyond their number of files, fails with "no space left" and touches nobody else.
/// </summary>
public abstract class SandboxDisks : IAsyncDisposable
{
    /// <summary>The path of a disk's files for this process, and for <see cref="SandboxSpec.AppDirectory"/> and mounts. It holds as long as this does.</summary>
    public abstract string FilesOf(SandboxDisk disk);

    /// <summary>Whether hardly a byte or a file more goes onto it.</summary>
    public abstract bool IsFull(SandboxDisk disk);

    /// <summary>
    /// Unmounts them. False when that was not done in order, or a kept one has lost something that was written to it, so that what the images hold is not to be
    /// relied on. No sandbox may use them any more.
    /// </summary>
    public abstract Task<bool> CloseAsync();

    public abstract ValueTask DisposeAsync();
}
