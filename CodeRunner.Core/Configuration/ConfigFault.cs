namespace CodeRunner.Core.Configuration;

/// <summary>What is wrong with a wanted variable (by its place in the list; -1 for the whole), which part of it, and in words for people. Never says a value.</summary>
public sealed record ConfigFault(int Index, string Part, string Text);
