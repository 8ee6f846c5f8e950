namespace CodeRunner.Core.Access;

/// <summary>How many wrong passwords lock; <paramref name="Within"/> of the first of them, or null for in a row.</summary>
public sealed record GuessLimit(int Most, TimeSpan? Within);
