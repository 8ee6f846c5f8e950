namespace CodeRunner.Shim.Protocol;

/// <summary>What a shim that only holds disks mounts, until its standard input ends.</summary>
internal sealed record HoldInstruction(IReadOnlyList<DiskMount> Disks);
