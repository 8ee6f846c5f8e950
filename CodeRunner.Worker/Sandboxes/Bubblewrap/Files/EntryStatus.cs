namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

/// <summary>Of the entry itself, never of what a link points to. <see cref="Mode"/> has permissions only, without the bits that lend an identity.</summary>
internal readonly record struct EntryStatus(EntryKind Kind, uint Mode, uint Uid, uint Links, long Size, long ModifiedSeconds, long ModifiedNanoseconds);
