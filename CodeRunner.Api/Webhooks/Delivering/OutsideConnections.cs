using System.Net;
using System.Net.Sockets;
using CodeRunner.Core.Network;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>
/// Connects to hosts that strangers named. A name is looked up here, all its addresses are judged, and the connection goes to one of those: nobody looks it up again and
/// gets another answer. TLS is for the name all the same.
/// </summary>
internal sealed class OutsideConnections(LookUpHost lookUp, OwnAddresses own, IOptions<WebhookOptions> options)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var addresses = await FindAsync(host, cancellationToken);
        // One private address among public ones is enough to refuse: which one it would be is chance.
        if (addresses.Length == 0 || !(options.Value.AllowedPrivateHosts.Contains($"{host}:{port}") || addresses.All(IsOutside)))
            throw new RefusedAddressException();
        return await ConnectAsync(addresses, port, cancellationToken);
    }

    private bool IsOutside(IPAddress address) => PublicAddress.Is(address) && !own.Has(address);

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            return await lookUp(host, cancellationToken);
        }
        catch (SocketException unknown)
        {
            throw new RefusedAddressException(unknown);
        }
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                socket.Dispose();
                last = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }
}
