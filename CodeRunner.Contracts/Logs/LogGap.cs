namespace CodeRunner.Contracts.Logs;

/// <summary>So much is missing. <see cref="Bytes"/> is null where retention removed the lines: then nobody knows any more.</summary>
public sealed record LogGap(long Lines, long? Bytes);
