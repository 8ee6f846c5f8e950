namespace CodeRunner.Shim.Protocol;

/// <summary>The first line on a container's stdout, said by its first process before anything of the app runs.</summary>
internal static class InitGreeting
{
    public const string Argument = "init";
    public const string Started = "coderunner-init: started";
    public const string NotRun = "coderunner-init: not run: ";
    public const int MaxBytes = 4096;
}
