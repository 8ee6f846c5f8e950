using System.Net;
using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Benchmarks.Ingress;

/// <summary>Leads each sandbox to one port of this machine, so that the ingress and what it is compared with ask the same server.</summary>
internal sealed class LoopbackProvider(int port) : ISandboxProvider
{
    public string Name => "loopback";

    public async ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public Task<SandboxCapabilities> ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StartAsync(SandboxSpec spec, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SandboxStatus>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SandboxStatus?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SandboxExit> WaitForExitAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopAsync(Guid id, TimeSpan grace, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<OutputRecord> ReadOutputAsync(Guid id, long afterSeq, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AcknowledgeOutputAsync(Guid id, long seq, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<long> FindAcknowledgedAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<int>> FindListeningPortsAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SandboxUsage?> MeasureAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
