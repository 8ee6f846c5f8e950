using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace CodeRunner.Tests.EndToEnd.Deploy;

/// <summary>Somebody outside, for whom every name leads to the edge, and whose https trusts its authority only.</summary>
internal sealed class Visitor : IDisposable
{
    private const int Https = 443;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly X509Certificate2 _root;
    private readonly string _edge;

    public Visitor(string edge, X509Certificate2 root)
    {
        (_edge, _root) = (edge, root);
        Http = Make(null);
    }

    public HttpClient Http { get; }

    public HttpClient Make(Uri? address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_edge, Https, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck },
        },
    })
    {
        BaseAddress = address,
        Timeout = Patience,
    };

    /// <summary>The status and text of an answer; 0 and why where there is none.</summary>
    public async Task<(int Status, string Text)> AskAsync(string url)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(url));
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException none)
        {
            return (0, $"{none.InnerException?.Message ?? none.Message}");
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        _root.Dispose();
    }
}
