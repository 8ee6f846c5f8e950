namespace CodeRunner.Contracts.Deployments;

/// <summary>A host name of a deployment beside the one that its slug makes. <see cref="Proven"/>: a DNS record of the name's owner was seen.</summary>
public sealed record HostResponse(string Host, string Url, bool Proven, DateTimeOffset CreatedAt);
