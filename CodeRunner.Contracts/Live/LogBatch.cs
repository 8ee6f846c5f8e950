using CodeRunner.Contracts.Logs;

namespace CodeRunner.Contracts.Live;

/// <summary>
/// Records that were just stored, in the deployment's order, without a hole between them. A receiver whose last cursor is not <see cref="After"/> has missed
/// something and reads history first.
/// </summary>
public sealed record LogBatch(Guid DeploymentId, long After, long Last, IReadOnlyList<LogRecord> Records);
