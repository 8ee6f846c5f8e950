namespace CodeRunner.Contracts.Limiting;

/// <summary>
/// The one user against whose limits a project counts: who made it, or its longest-serving owner since. <see cref="Full"/>: these limits leave nothing more. The numbers are
/// there for that user alone, because they are about other projects too.
/// </summary>
public sealed record AccountableUser(string Email, string DisplayName, bool Full, ResourceLimits? Limits, ReservedResources? Used);
