using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Output;

/// <summary>Tells readers that something was written into a directory: one inotify instance for all, since a user may have only few.</summary>
internal sealed partial class OutputChanges(ReadinessLoop loop) : IDisposable
{
    private const int NonBlockCloseOnExec = 0x80800;
    private const uint Modified = 2;
    private const uint Created = 0x100;
    private const int HeaderBytes = 16;
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<Channel<bool>, bool>> _readers = new();
    private readonly SafeFileHandle _inotify = new(InotifyInit(NonBlockCloseOnExec), ownsHandle: true);
    private readonly Lock _gate = new();
    private bool _running;

    /// <summary>A signal that is set whenever the directory's files change, from now on. Give it back with <see cref="Unsubscribe"/>.</summary>
    public (int Watch, Channel<bool> Signal) Subscribe(string directory)
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (_gate)
        {
            var watch = InotifyAddWatch(_inotify, directory, Modified | Created);
            if (watch < 0) throw new IOException($"{directory} can't be watched: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
            _readers.GetOrAdd(watch, _ => new())[signal] = true;
            if (!_running) _ = DispatchAsync();
            _running = true;
            return (watch, signal);
        }
    }

    public void Unsubscribe(int watch, Channel<bool> signal)
    {
        lock (_gate)
        {
            if (!_readers.TryGetValue(watch, out var signals)) return;
            signals.TryRemove(signal, out _);
            if (!signals.IsEmpty) return;
            _readers.TryRemove(watch, out _);
            _ = InotifyRemoveWatch(_inotify, watch);
        }
    }

    public void Dispose() => _inotify.Dispose();

    private async Task DispatchAsync()
    {
        try
        {
            while (true)
            {
                await loop.WaitAsync(_inotify);
                ReadEvents();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // With the provider.
        }
    }

    private unsafe void ReadEvents()
    {
        const int bufferBytes = 16 * 1024;
        var buffer = stackalloc byte[bufferBytes];
        nint read;
        while ((read = Read(_inotify, buffer, bufferBytes)) > 0)
            for (nint at = 0; at + HeaderBytes <= read; at += HeaderBytes + (nint)(*(uint*)(buffer + at + 12)))
                Wake(*(int*)(buffer + at));
    }

    /// <summary>Watch -1 stands for events that the kernel had to drop: then it may have been anyone's.</summary>
    private void Wake(int watch)
    {
        var woken = watch < 0 ? _readers.Values : _readers.TryGetValue(watch, out var signals) ? [signals] : [];
        foreach (var signal in woken.SelectMany(w => w.Keys)) signal.Writer.TryWrite(true);
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int InotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InotifyAddWatch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int InotifyRemoveWatch(SafeFileHandle inotify, int watch);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle descriptor, byte* buffer, nuint count);
}
