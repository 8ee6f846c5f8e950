namespace CodeRunner.Worker.LoadTests;

/// <summary>What became of one request.</summary>
internal readonly record struct LoadAnswer(LoadOutcome Outcome, TimeSpan Time, long Bytes);
