using System.Text.Json;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Audit;

/// <summary>One entry; <paramref name="Hash"/> (hex) is over it and the hash before it.</summary>
public sealed record AuditEntryResponse(
    Guid Id,
    long Seq,
    DateTimeOffset Time,
    AuditActor Actor,
    string Action,
    string Target,
    EnvironmentName? Environment,
    string? Ip,
    AuditOutcome Outcome,
    JsonElement Detail,
    string Hash);
