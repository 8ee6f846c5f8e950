namespace CodeRunner.Contracts.Logs;

/// <summary>Build: what build steps wrote. System: what the platform says of the deployment.</summary>
public enum LogStream
{
    Stdout,
    Stderr,
    Build,
    System,
}
