namespace CodeRunner.Shim.Protocol;

/// <summary>Who supervises a sandbox, and (null until they are there) the program that made it and its first process, as the host sees them.</summary>
internal sealed record ShimState(ProcessIdentity Shim, ProcessIdentity? Program, ProcessIdentity? Init);
