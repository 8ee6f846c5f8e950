namespace CodeRunner.Benchmarks;

/// <summary>What was typed makes no sense; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
