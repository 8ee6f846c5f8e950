namespace CodeRunner.Tests.Support.Engines;

/// <summary>A test in a browser of which a machine may have none: there it is counted as skipped, and says what it misses.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute(params string[] programs) => Skip = Installed.Lacks(programs);
}
