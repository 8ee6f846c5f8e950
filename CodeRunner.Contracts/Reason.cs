namespace CodeRunner.Contracts;

/// <summary>
/// Why something is in its state, for people (<see cref="Message"/>) and programs (<see cref="Code"/>, snake_case).
/// <see cref="Step"/> is the build step that failed; <see cref="NextTryAt"/> when the platform tries again by itself.
/// </summary>
public sealed record Reason(string Code, string Message, int? ExitCode = null, string? Step = null, DateTimeOffset? NextTryAt = null);
