using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>What somebody may have, and what <paramref name="Others"/> of theirs, besides the deployment that is looked at, have of it.</summary>
public sealed record Allowance(LimitHolder Holder, ResourceLimits Limits, Reservation Others);
