namespace CodeRunner.Contracts.Deployments;

/// <summary>
/// A deployment's own host names. <see cref="Target"/> is the name that each must lead to (a CNAME record, or the address that the target has).
/// Where <see cref="ProofNeeded"/>, a TXT record <see cref="ProofName"/> in front of the name must hold <see cref="ProofValue"/> before it is taken.
/// </summary>
public sealed record HostsResponse(
    IReadOnlyList<HostResponse> Items, int Most, string Target, bool ProofNeeded, string ProofName, string ProofValue);
