namespace CodeRunner.Shim.Protocol;

/// <summary>An IPv4 address and a port of TCP (and, for a name server, of UDP).</summary>
internal sealed record NetworkEndpoint(string Address, int Port);
