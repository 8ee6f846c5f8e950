using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

/// <summary>One thread that waits for any number of descriptors to become readable: a thousand sandboxes' ends cost no thousand threads.</summary>
internal sealed partial class ReadinessLoop : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const uint Readable = 1;
    private const uint Once = 1u << 30;
    private const int Add = 1;
    private const int Remove = 2;
    private const int EventsAtOnce = 64;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventBytes - 8;
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private readonly SafeFileHandle _epoll = new(EpollCreate(CloseOnExec), ownsHandle: true);
    private readonly SafeFileHandle _wake = new(EventFd(0, CloseOnExec), ownsHandle: true);
    private long _lastToken;
    private bool _ending;

    public ReadinessLoop()
    {
        Control(Add, _wake, Readable, 0);
        new Thread(Run) { IsBackground = true, Name = "sandbox readiness" }.Start();
    }

    /// <summary>
    /// Completes when the descriptor is readable, which it keeps open until then. One wait at a time for each. Throws <see cref="OperationCanceledException"/>
    /// when the loop has ended.
    /// </summary>
    public async Task WaitAsync(SafeHandle descriptor)
    {
        var token = Interlocked.Increment(ref _lastToken);
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = false;
        descriptor.DangerousAddRef(ref held);
        _waiting[token] = completion;
        try
        {
            Control(Add, descriptor, Readable | Once, token);
            await completion.Task;
            Control(Remove, descriptor, 0, 0);
        }
        catch (ObjectDisposedException ended)
        {
            throw new OperationCanceledException("The loop has ended.", ended);
        }
        finally
        {
            _waiting.TryRemove(token, out _);
            if (held) descriptor.DangerousRelease();
        }
    }

    /// <summary>May come more than once: by then the descriptor's number may be another's.</summary>
    public unsafe void Dispose()
    {
        if (Interlocked.Exchange(ref _ending, true)) return;
        ulong one = 1;
        _ = Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private unsafe void Run()
    {
        var events = stackalloc byte[EventsAtOnce * 16];
        while (true)
        {
            var count = EpollWait(_epoll, events, EventsAtOnce, -1);
            for (var i = 0; i < count; i++)
            {
                var token = *(long*)(events + (i * EventBytes) + DataOffset);
                if (token == 0)
                {
                    End();
                    return;
                }

                if (_waiting.TryRemove(token, out var completion)) completion.TrySetResult();
            }
        }
    }

    private void End()
    {
        _epoll.Dispose();
        _wake.Dispose();
        foreach (var completion in _waiting.Values) completion.TrySetCanceled();
    }

    private unsafe void Control(int operation, SafeHandle descriptor, uint events, long token)
    {
        var buffer = stackalloc byte[16];
        *(uint*)buffer = events;
        *(long*)(buffer + DataOffset) = token;
        _ = EpollCtl(_epoll, operation, descriptor, buffer);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int EpollCtl(SafeFileHandle epoll, int operation, SafeHandle descriptor, byte* anEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int EpollWait(SafeFileHandle epoll, byte* events, int max, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeFileHandle descriptor, byte* buffer, nuint count);
}
