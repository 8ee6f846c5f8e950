using System.Globalization;
using System.Net;
using System.Net.Sockets;

using CodeRunner.Worker.Sandboxes.Bubblewrap;

namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Ports for apps that share the host's network, each held by a file named for it while its sandbox is there.</summary>
internal sealed class HostPorts(NodeDirectory node)
{
    private const int From = 20_000;
    private const int To = 29_999;
    private const int Attempts = 200;
    private readonly string _directory = Directory.CreateDirectory(Path.Combine(node.Path, "ports")).FullName;

    public int Take(Guid sandbox)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(From, To + 1);
            if (!TryHold(port, sandbox)) continue;
            if (IsFree(port)) return port;
            Release(port);
        }

        throw new SandboxException("no_port", $"No port between {From} and {To} is free on this node.");
    }

    public void Release(int port) => File.Delete(FileOf(port));

    /// <summary>Gives back what a killed Worker had taken for sandboxes that are no more.</summary>
    public void ReleaseAllBut(Func<Guid, bool> exists)
    {
        foreach (var file in Directory.EnumerateFiles(_directory))
            if (Guid.TryParse(File.ReadAllText(file), out var sandbox) && !exists(sandbox))
                File.Delete(file);
    }

    private string FileOf(int port) => Path.Combine(_directory, port.ToString(CultureInfo.InvariantCulture));

    private bool TryHold(int port, Guid sandbox)
    {
        try
        {
            using var file = new FileStream(FileOf(port), FileMode.CreateNew, FileAccess.Write);
            file.Write(System.Text.Encoding.ASCII.GetBytes(sandbox.ToString()));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressFamilyNotSupported)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
