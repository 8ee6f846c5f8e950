namespace CodeRunner.Contracts.Releases;

/// <summary><see cref="CreatedBy"/> is an e-mail address, null once that user is gone.</summary>
public sealed record ReleaseResponse(
    Guid Id,
    int Number,
    ReleaseState State,
    Reason? Reason,
    SourceDescription Source,
    string? CreatedBy,
    DateTimeOffset CreatedAt,
    int? ConfigurationVersion,
    int? RolledBackFrom);
