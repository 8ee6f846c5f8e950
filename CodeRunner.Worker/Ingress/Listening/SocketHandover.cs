using System.Net.Sockets;
using System.Runtime.InteropServices;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>
/// Gives this Worker's listening sockets to Workers of the same machine and user that ask. All of them then take connections from one queue in the kernel: a Worker
/// that ends, however it ends, takes nothing with it that it had not accepted.
/// </summary>
internal sealed partial class SocketHandover : IAsyncDisposable
{
    private readonly string path;
    private readonly Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly IReadOnlyList<(string Name, Socket Socket)> sockets;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private readonly Task work;

    public SocketHandover(string directory, IReadOnlyList<(string Name, Socket Socket)> sockets, ILogger logger)
    {
        (this.sockets, this.logger) = (sockets, logger);
        path = Path.Combine(directory, $"{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}.sock");
        using (var place = OpenDirectory.Open(directory))
            server.Bind(new UnixDomainSocketEndPoint(place.PathOf(Path.GetFileName(path))));
        if (!OperatingSystem.IsWindows())
            Protect(path);
        server.Listen(16);
        work = Task.Run(ServeAsync);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(path);
        await stop.CancelAsync();
        await work;
        server.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var asking = await server.AcceptAsync(stop.Token);
                if (IsOwn(asking))
                    DescriptorPassing.Send(asking, sockets);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                NotGiven(logger, exception);
            }
        }
    }

    // The directory is this user's alone; so is the socket, should the directory have been made by another hand.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Protect(string path) => File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static bool IsOwn(Socket asking)
    {
        Span<byte> credentials = stackalloc byte[12];
        asking.GetRawSocketOption(NativeSockets.SocketLevel, NativeSockets.PeerCredentials, credentials);
        return MemoryMarshal.Read<uint>(credentials[4..]) == NativeSockets.EffectiveUser();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another Worker asked for the apps' port and did not get it")]
    private static partial void NotGiven(ILogger logger, Exception exception);
}
