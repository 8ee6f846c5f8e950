using System.Net;
using System.Net.NetworkInformation;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>The addresses of this machine, public ones too. Asked anew at times: a machine may be given others.</summary>
internal sealed class OwnAddresses(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private HashSet<IPAddress> known = [];
    private long? readAt;

    public bool Has(IPAddress address)
    {
        lock (gate)
        {
            if (readAt is not { } at || time.GetElapsedTime(at) >= Fresh)
            {
                readAt = time.GetTimestamp();
                known = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(each => each.GetIPProperties().UnicastAddresses).Select(each => each.Address)];
            }
            return known.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        }
    }
}
