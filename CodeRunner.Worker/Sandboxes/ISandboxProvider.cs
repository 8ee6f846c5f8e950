using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments.Limiting;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// Makes sandboxes: one isolated process tree each, started once and never started again. A sandbox outlives the Worker that started it;
/// any Worker of the node finds it by <see cref="ListAsync"/>. Unknown ids are answered with null or ignored, so that every call may be repeated.
/// </summary>
public interface ISandboxProvider : ISandboxConnections
{
    /// <summary>The provider's name as in configuration: bubblewrap, container, process …</summary>
    string Name { get; }

    /// <summary>Which isolation and limits this machine really enforces, and why not where it does not.</summary>
    Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings here what a start would have to wait for long, an image above all; a start does so itself where nobody did. Throws <see cref="SandboxException"/>.
    /// </summary>
    Task PrepareAsync(SandboxSpec spec, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts a sandbox; returns when its process runs. Throws <see cref="SandboxException"/> with a reason for people when it cannot.</summary>
    Task StartAsync(SandboxSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Where sandboxes run on other machines than this one: makes what a build left into an image that all of them can have, and answers its name, pinned to its content and to
    /// <paramref name="artifactId"/>: no two have the same. Null where the directory is what a sandbox needs. Throws <see cref="SandboxException"/>.
    /// </summary>
    Task<string?> PushAsync(Guid artifactId, string appDirectory, Runtime runtime, int maxMb, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>
    /// Brings an image here and says what its name stands for now; <paramref name="say"/> is told of progress. Throws <see cref="SandboxException"/> when it can't be
    /// had, and image_not_supported where this provider runs none.
    /// </summary>
    Task<ResolvedImage> ResolveImageAsync(string name, Action<string> say, CancellationToken cancellationToken) => throw ImageSupport.Missing(Name);

    /// <summary>The images that this node pulled for releases and has not removed. Not those that were there before, nor what a person pulls.</summary>
    Task<IReadOnlyList<PulledImage>> ListImagesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PulledImage>>([]);

    /// <summary>Removes one of those, unless a sandbox uses it. False when it is still there.</summary>
    Task<bool> RemoveImageAsync(PulledImage image, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Mounts disks for sandboxes that shall write to the same files; null where this provider or machine has none. Throws <see cref="SandboxException"/>.</summary>
    Task<SandboxDisks?> OpenDisksAsync(IReadOnlyList<SandboxDisk> disks, CancellationToken cancellationToken) => Task.FromResult<SandboxDisks?>(null);

    /// <summary>Every sandbox that the node knows, running or exited and not yet deleted.</summary>
    Task<IReadOnlyList<SandboxStatus>> ListAsync(CancellationToken cancellationToken);

    Task<SandboxStatus?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Waits until the whole tree has ended. Cancelling the wait does not touch the sandbox.</summary>
    Task<SandboxExit> WaitForExitAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>SIGTERM to the app, SIGKILL to the whole tree after <paramref name="grace"/>; returns when nothing of it runs.</summary>
    Task StopAsync(Guid id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Ends the sandbox if it runs, and removes all it left: files, control groups, mounts, unread output.</summary>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// What the app wrote, in order, from the record after <paramref name="afterSeq"/> (0: from the first); follows until the sandbox has ended and all
    /// is read. Lines that were lost to a bound come as one record with <see cref="OutputRecord.LostLines"/> set.
    /// </summary>
    IAsyncEnumerable<OutputRecord> ReadOutputAsync(Guid id, long afterSeq, CancellationToken cancellationToken);

    /// <summary>Says that records up to <paramref name="seq"/> are stored elsewhere and their space may be used again.</summary>
    Task AcknowledgeOutputAsync(Guid id, long seq, CancellationToken cancellationToken);

    /// <summary>Up to where records were said to be stored elsewhere, by whichever Worker; 0 where none was.</summary>
    Task<long> FindAcknowledgedAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The TCP ports that the sandbox's processes listen on, whatever they were told; empty when the machine cannot tell whose a port is.</summary>
    Task<IReadOnlyList<int>> FindListeningPortsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>What the sandbox uses, for whoever looks at it each second; null when it has ended, does not run yet, or the machine cannot tell.</summary>
    Task<ISandboxMeter?> OpenMeterAsync(Guid id, TimeSpan diskInterval, CancellationToken cancellationToken);

    /// <summary>How hard it presses against its limits, for a few small reads; null when it has ended or the machine cannot tell.</summary>
    Task<Strain?> FindStrainAsync(Guid id, CancellationToken cancellationToken);
}
