using System.Net;

namespace CodeRunner.Worker.Sandboxes;

/// <summary>A host as it was looked up once; the sandbox finds <paramref name="Name"/> at just this address. On the host's loopback, it is carried there.</summary>
public sealed record AllowedHost(string Name, IPAddress Address, int Port);
