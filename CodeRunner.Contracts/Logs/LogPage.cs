namespace CodeRunner.Contracts.Logs;

/// <summary>
/// A part of a log, oldest first. <see cref="Next"/> goes into `after` for what comes behind it, <see cref="Previous"/> into `before` for what lies before it: null where
/// nothing does. A search answers when it has looked for a while: then a page may be short, or empty, and the search goes on from these.
/// </summary>
public sealed record LogPage(IReadOnlyList<LogRecord> Items, string Next, string? Previous);
