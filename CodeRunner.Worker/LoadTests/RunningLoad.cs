namespace CodeRunner.Worker.LoadTests;

/// <summary>A load test that runs here, and what completes when all of it is stored.</summary>
internal sealed record RunningLoad(LoadRun Run, Task Done);
