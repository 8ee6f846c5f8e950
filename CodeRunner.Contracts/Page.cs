namespace CodeRunner.Contracts;

/// <summary>One page of a list, newest first; <see cref="Next"/> goes into `after` for the following page, null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
