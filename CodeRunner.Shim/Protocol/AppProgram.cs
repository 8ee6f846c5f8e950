namespace CodeRunner.Shim.Protocol;

/// <summary>What to run where no other program makes the sandbox: program and arguments, the whole environment (it holds secrets), and a directory to be in.</summary>
internal sealed record AppProgram(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory)
{
    /// <summary>A program for seccomp, which the app gets on top of whatever filter there is; null for none.</summary>
    public byte[]? Seccomp { get; init; }
}
