namespace CodeRunner.Contracts.Audit;

/// <summary>Who did it; <paramref name="Id"/> is null for the platform itself.</summary>
public sealed record AuditActor(Guid? Id, string Email);
