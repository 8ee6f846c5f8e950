namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// One line that a sandbox wrote. <see cref="Seq"/> counts from 1; a record of lost lines has the seq of the last one lost, so that seqs have no hole
/// that is not accounted for. <see cref="Text"/> is valid UTF-8 of at most 64 KiB without its line end.
/// </summary>
public sealed record OutputRecord(long Seq, DateTimeOffset Time, OutputStream Stream, string Text, long LostLines = 0, long LostBytes = 0);
