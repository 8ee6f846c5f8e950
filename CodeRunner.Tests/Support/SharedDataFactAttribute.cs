namespace CodeRunner.Tests.Support;

/// <summary>A test of data that a machine may not have: there it is counted as skipped, and says what it misses.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path)
    {
        if (!Path.Exists(SharedData.Find(path)))
            Skip = $"{SharedData.Find(path)} is not on this machine.";
    }
}
