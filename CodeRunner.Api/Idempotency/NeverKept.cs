namespace CodeRunner.Api.Idempotency;

/// <summary>
/// Metadata of an endpoint whose requests or answers hold secrets: for an Idempotency-Key neither an answer nor a hash of a request is stored, and no body is buffered on
/// disk. It may be asked twice.
/// </summary>
internal sealed record NeverKept;
