namespace CodeRunner.Contracts.Logs;

public sealed record LogGap(long Lines, long Bytes);
