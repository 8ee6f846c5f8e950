using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Deployments.Hosts;

/// <summary>
/// Asks DNS whether a name's owner wants it to lead to a deployment: a TXT record in front of the name holds the deployment's id. The id is no secret, as only the
/// owner can write the record; and nothing is kept of a name without it, so that nobody can block a name that is not theirs.
/// </summary>
internal sealed class HostProofs(IOptions<IngressOptions> options)
{
    public const string Label = "_coderunner";

    private const int Tries = 2;
    private const int DnsPort = 53;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public bool Needed => options.Value.HostProof == HostProof.Dns;

    public static string ValueOf(Guid deploymentId) => deploymentId.ToString();

    public async Task<bool> IsProvenAsync(string host, Guid deploymentId, CancellationToken cancellationToken)
    {
        var question = TxtMessage.Ask((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), $"{Label}.{host}");
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await AskAsync(question, cancellationToken) is { } texts)
                return texts.Exists(text => text.Trim().Equals(ValueOf(deploymentId), StringComparison.OrdinalIgnoreCase));
        }
        return false;
    }

    private async Task<List<string>?> AskAsync(byte[] question, CancellationToken cancellationToken)
    {
        if (FindServer() is not { } server)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            // Connected: the kernel drops what comes from anybody but the server that was asked.
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(server, limit.Token);
            await socket.SendAsync(question, limit.Token);
            var answer = new byte[4096];
            var length = await socket.ReceiveAsync(answer, limit.Token);
            return TxtMessage.Read(answer.AsSpan(0, length), question);
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private IPEndPoint? FindServer()
    {
        if (options.Value.DnsServer is { Length: > 0 } configured)
            return IPEndPoint.TryParse(configured, out var known) ? new IPEndPoint(known.Address, known.Port == 0 ? DnsPort : known.Port) : null;
        const string file = "/etc/resolv.conf";
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        return lines.Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? new IPEndPoint(address, DnsPort) : null)
            .FirstOrDefault(found => found is not null);
    }
}
