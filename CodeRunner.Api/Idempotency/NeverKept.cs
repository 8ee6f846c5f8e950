namespace CodeRunner.Api.Idempotency;

/// <summary>Metadata of an endpoint whose answers are not stored for an Idempotency-Key, because they hold what must not be in the database. It may be asked twice.</summary>
internal sealed record NeverKept;
