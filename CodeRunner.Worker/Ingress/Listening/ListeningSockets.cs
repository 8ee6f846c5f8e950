using System.Net;
using System.Net.Sockets;

namespace CodeRunner.Worker.Ingress.Listening;

/// <summary>The apps' port, opened by the first Worker of a machine and handed on to the others.</summary>
internal sealed class ListeningSockets : IAsyncDisposable
{
    private const int Backlog = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private SocketHandover? handover;

    private ListeningSockets(IReadOnlyList<Socket> sockets, SocketHandover? handover) => (Sockets, this.handover) = (sockets, handover);

    public IReadOnlyList<Socket> Sockets { get; }

    public int Port => ((IPEndPoint)Sockets[0].LocalEndPoint!).Port;

    /// <summary>Takes the port from another Worker of <paramref name="directory"/>'s machine, or opens it. One Worker at a time.</summary>
    public static async Task<ListeningSockets> OpenAsync(string directory, IngressOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var wanted = EndPointsOf(options);
        if (options.Port == 0 || !OperatingSystem.IsLinux())
            return new ListeningSockets([.. wanted.Select(Bind)], null);
        if (!options.Shared)
            return OpenAlone(wanted, options);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var turn = await TakeTurnAsync(Path.Combine(directory, "lock"), cancellationToken);
        for (var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds; ; await Task.Delay(Pause, cancellationToken))
        {
            try
            {
                var sockets = GiveOrBind(directory, wanted);
                return new ListeningSockets([.. sockets.Select(each => each.Socket)], new SocketHandover(directory, sockets, logger));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && Environment.TickCount64 < deadline)
            {
                // A Worker that is about to end holds it and gives it to nobody any more.
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw InUse(options, "by a program that is no Worker of this data directory", exception);
            }
        }
    }

    /// <summary>Gives the port to nobody any more, and lets it go; others that have it go on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref handover, null) is { } giving)
            await giving.DisposeAsync();
        foreach (var socket in Sockets)
            socket.Dispose();
    }

    private static ListeningSockets OpenAlone(IPEndPoint[] wanted, IngressOptions options)
    {
        try
        {
            return new ListeningSockets([.. wanted.Select((endPoint, number) => TryBind(endPoint, isNeeded: number == 0)).OfType<Socket>()], null);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw InUse(options, "and Ingress:Shared is false", exception);
        }
    }

    private static IOException InUse(IngressOptions options, string why, SocketException exception) => new($"Port {options.Port} is in use {why}: set Ingress:Port to another.", exception);

    private static List<(string Name, Socket Socket)> GiveOrBind(string directory, IPEndPoint[] wanted)
    {
        var given = SocketAsking.Ask(directory);
        var sockets = new List<(string Name, Socket Socket)>();
        foreach (var endPoint in wanted)
        {
            var name = endPoint.ToString();
            var found = given.FindIndex(each => each.Name == name);
            if (found < 0 && given.Count > 0 && endPoint.AddressFamily == AddressFamily.InterNetworkV6 && sockets.Count > 0)
                continue; // the first Worker found no such family here
            if (found >= 0)
                sockets.Add(given[found]);
            else if (TryBind(endPoint, isNeeded: sockets.Count == 0) is { } bound)
                sockets.Add((name, bound));
        }
        foreach (var rest in given.Except(sockets))
            rest.Socket.Dispose();
        return sockets;
    }

    private static Socket? TryBind(IPEndPoint endPoint, bool isNeeded)
    {
        try
        {
            return Bind(endPoint);
        }
        catch (SocketException exception) when (!isNeeded && exception.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            return null;
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            // .NET's own option would let every process of this user share the port (SO_REUSEPORT); this one only forgets ended connections.
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption(NativeSockets.SocketLevel, 2, BitConverter.GetBytes(1));
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPEndPoint[] EndPointsOf(IngressOptions options) => options switch
    {
        { Public: true } => [new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, options.Port)],
        { Port: 0 } => [new(IPAddress.Loopback, 0)],
        _ => [new(IPAddress.Loopback, options.Port), .. Socket.OSSupportsIPv6 ? (IPEndPoint[])[new(IPAddress.IPv6Loopback, options.Port)] : []],
    };

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        for (var deadline = Environment.TickCount64 + (3 * (long)Patience.TotalMilliseconds); ; await Task.Delay(Pause, cancellationToken))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
            }
        }
    }
}
