using CodeRunner.Shim.Protocol;
using CodeRunner.Worker.Sandboxes.Bubblewrap.Groups;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap;

/// <summary>What a Worker writes down before it starts a sandbox, for those that come after it. Nothing in it is secret.</summary>
internal sealed record SandboxRecord(
    Guid Id, SandboxLabels Labels, SandboxPurpose Purpose, DateTimeOffset StartedAt, int? Port, uint? Uid, SandboxGroups Groups, ProcessIdentity StartedBy,
    bool Internet = false);
