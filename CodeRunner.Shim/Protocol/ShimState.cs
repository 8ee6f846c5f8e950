namespace CodeRunner.Shim.Protocol;

/// <summary>Who supervises a sandbox, and its first process as the host sees it (null until there is one).</summary>
internal sealed record ShimState(ProcessIdentity Shim, ProcessIdentity? Init);
