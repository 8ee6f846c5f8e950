using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Processes;

namespace CodeRunner.Tests.Worker.Sandboxes;

public sealed class ReadinessLoopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_wait_ends_when_there_is_something_to_read()
    {
        using var loop = new ReadinessLoop();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle);

        var wait = loop.WaitAsync(pipe.SafePipeHandle);
        wait.IsCompleted.ShouldBeFalse();
        writer.WriteByte(1);
        await wait.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_wait_is_cancelled_with_the_loop_and_one_that_comes_later_too()
    {
        var loop = new ReadinessLoop();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);

        var wait = loop.WaitAsync(pipe.SafePipeHandle);
        loop.Dispose();
        await Should.ThrowAsync<OperationCanceledException>(wait.WaitAsync(Soon));
        await Should.ThrowAsync<OperationCanceledException>(loop.WaitAsync(pipe.SafePipeHandle).WaitAsync(Soon));
    }

    [Fact]
    public async Task What_it_waits_for_stays_open_until_the_wait_ends()
    {
        var loop = new ReadinessLoop();
        var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle);
        var number = pipe.SafePipeHandle.DangerousGetHandle();

        var wait = loop.WaitAsync(pipe.SafePipeHandle);
        await pipe.DisposeAsync();
        File.ResolveLinkTarget($"/proc/self/fd/{number}", returnFinalTarget: false)!.Name.ShouldStartWith("pipe:");
        loop.Dispose();
        await Should.ThrowAsync<OperationCanceledException>(wait.WaitAsync(Soon));
    }

    /// <summary>A container of services disposes what two registrations give twice.</summary>
    [Fact]
    public async Task Ended_twice_it_writes_into_nobody_elses_descriptor()
    {
        // The first opens what the runtime opens once, so that the second's descriptors go to the sockets.
        (await EndedAsync()).Dispose();
        var loop = await EndedAsync();

        var pairs = Enumerable.Range(0, 64).Select(_ => Duplex()).ToList();
        loop.Dispose();
        pairs.ShouldAllBe(pair => pair.One.Available == 0 && pair.Other.Available == 0);
        foreach (var (one, other) in pairs)
        {
            one.Dispose();
            other.Dispose();
        }
    }

    private static async Task<ReadinessLoop> EndedAsync()
    {
        var loop = new ReadinessLoop();
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var wait = loop.WaitAsync(pipe.SafePipeHandle);
        loop.Dispose();
        await Should.ThrowAsync<OperationCanceledException>(wait.WaitAsync(Soon));
        return loop;
    }

    private static (Socket One, Socket Other) Duplex()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var one = new Socket(SocketType.Stream, ProtocolType.Tcp);
        one.Connect(listener.LocalEndPoint!);
        return (one, listener.Accept());
    }
}
