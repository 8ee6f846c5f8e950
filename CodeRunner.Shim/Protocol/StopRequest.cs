namespace CodeRunner.Shim.Protocol;

/// <summary>SIGTERM now, SIGKILL to the whole tree after the grace.</summary>
internal sealed record StopRequest(long GraceMilliseconds);
