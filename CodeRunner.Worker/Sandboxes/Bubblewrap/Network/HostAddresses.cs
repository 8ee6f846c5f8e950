using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Network;

/// <summary>The IPv4 addresses of this machine, of whatever range. Asked anew at times: a machine may be given others.</summary>
internal sealed class HostAddresses(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private IReadOnlyList<IPAddress> _known = [];
    private long? _readAt;

    public IReadOnlyList<IPAddress> Get()
    {
        lock (_lock)
        {
            if (_readAt is { } at && time.GetElapsedTime(at) < Fresh) return _known;
            _readAt = time.GetTimestamp();
            return _known =
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                    .Select(a => a.Address)
                    .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
                    .Distinct(),
            ];
        }
    }
}
