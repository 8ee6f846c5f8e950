using CodeRunner.Contracts.LoadTests;

namespace CodeRunner.Core.LoadTests.Deciding;

/// <summary>The knee, or null, and a sentence about it.</summary>
public sealed record KneeVerdict(LoadTestKnee? Knee, string Note);
