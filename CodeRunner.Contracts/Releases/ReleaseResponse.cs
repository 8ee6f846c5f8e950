using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Contracts.Releases;

/// <summary>
/// <see cref="CreatedBy"/> is an e-mail address, null once that user is gone. A rollback to it is possible while <see cref="Artifact"/> is kept, and restores what follows
/// there; releases of one artifact have one <see cref="ArtifactId"/>; <see cref="ServedAt"/> is when it last began to serve.
/// </summary>
public sealed record ReleaseResponse(
    Guid Id,
    int Number,
    ReleaseState State,
    Reason? Reason,
    SourceDescription Source,
    string? CreatedBy,
    DateTimeOffset CreatedAt,
    int? ConfigurationVersion,
    int? RolledBackFrom,
    ArtifactState Artifact = ArtifactState.None,
    Guid? ArtifactId = null,
    DateTimeOffset? ServedAt = null,
    Limits? Limits = null,
    Egress Egress = Egress.Internet,
    Runtime? Runtime = null,
    string? BuildCommand = null,
    string? StartCommand = null,
    string? HealthPath = null);
