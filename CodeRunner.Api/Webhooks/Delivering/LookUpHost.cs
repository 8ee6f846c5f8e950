using System.Net;

namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>Asks DNS for a name's addresses. Throws <see cref="System.Net.Sockets.SocketException"/> for a name that is not known.</summary>
internal delegate Task<IPAddress[]> LookUpHost(string host, CancellationToken cancellationToken);
