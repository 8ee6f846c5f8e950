namespace CodeRunner.Contracts.Scaling;

/// <summary>
/// Policies to be tried instead of the present ones, on the load between two times (the last day when left out), or on <see cref="Csv"/>: of each bin its time and its requests, a line each.
/// <see cref="Capacity"/>: requests/s that an instance serves, estimated when left out; <see cref="StartupSeconds"/>: from a decision to an instance's first request, 5 when left out.
/// </summary>
public sealed record ScalingReplayRequest(
    IReadOnlyList<ScalingPolicyRequest>? Policies,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Csv = null,
    double? Capacity = null,
    int? StartupSeconds = null);
