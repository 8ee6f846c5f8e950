namespace CodeRunner.Shim.Output;

/// <summary>The ends to read of the app's stdout and stderr.</summary>
internal readonly record struct SandboxPipes(int Output, int Error);
