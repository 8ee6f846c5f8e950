using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CodeRunner.Shim.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>
/// A process's network, entered from this one: a socket keeps the network in which it was made. Only root may. The thread that enters never comes back, so that
/// nothing else can run in there by mistake.
/// </summary>
internal static partial class NetworkNamespace
{
    private const int NewNetwork = 0x40000000;
    private const string Listening = "0A";

    public static async Task<Stream> ConnectAsync(ProcessIdentity process, int port, CancellationToken cancellationToken)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            var socket = await MakeSocketAsync(process, address.AddressFamily);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new IOException("The app does not listen on the port that it was told.");
    }

    /// <summary>Ports on which something listens there, whoever it is.</summary>
    public static IReadOnlyList<int> ListeningPorts(ProcessIdentity process)
    {
        try
        {
            var lines = ((string[])["tcp", "tcp6"]).Select(t => $"/proc/{process.Pid}/net/{t}").Where(File.Exists).SelectMany(f => File.ReadLines(f).Skip(1)).ToList();
            return process.IsAlive ? ParseListening(lines) : [];
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    internal static IReadOnlyList<int> ParseListening(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 3 && fields[3] == Listening && !IsTheEnginesOwn(fields[1]))
            .Select(fields => int.Parse(fields[1].AsSpan(fields[1].LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .Distinct()
            .Order(),
    ];

    /// <summary>Its name server, which listens in every container of a network.</summary>
    private static bool IsTheEnginesOwn(string address) => address.StartsWith("0B00007F:", StringComparison.Ordinal);

    private static Task<Socket> MakeSocketAsync(ProcessIdentity process, AddressFamily family)
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle($"/proc/{process.Pid}/ns/net");

                // Looked at after it was opened: then it is that process's network, and not of a later one with its pid.
                if (!process.IsAlive) throw new IOException("The sandbox has ended.");
                Enter(network);
                made.SetResult(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (Exception e)
            {
                made.SetException(e is FileNotFoundException or DirectoryNotFoundException ? new IOException("The sandbox has ended.") : e);
            }
        })
        { IsBackground = true };
        thread.Start();
        return made.Task;
    }

    private static void Enter(SafeFileHandle network)
    {
        if (SetNs((int)network.DangerousGetHandle(), NewNetwork) != 0)
            throw new IOException($"The sandbox's network can't be entered: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(int descriptor, int type);
}
