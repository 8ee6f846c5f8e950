using System.Runtime.CompilerServices;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Core.Audit.Checkpoints;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>Checkpoints as lines of JSON, in one file a month, which is only ever appended to.</summary>
internal sealed class CheckpointFiles(IOptions<CheckpointOptions> options)
{
    private const string Pattern = "audit-*.ndjson";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string directory = options.Value.CheckpointDirectory;

    public bool Kept => directory.Length > 0;

    /// <summary>Returns when they are on the disk.</summary>
    public async Task AppendAsync(IReadOnlyCollection<AuditCheckpoint> checkpoints, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (checkpoints.Count == 0)
            return;
        MakeDirectory();
        var lines = new MemoryStream();
        // A line that a crash has cut is ended first: an empty line is none.
        lines.WriteByte((byte)'\n');
        foreach (var checkpoint in checkpoints)
        {
            await JsonSerializer.SerializeAsync(lines, checkpoint, Wire.Json, cancellationToken);
            lines.WriteByte((byte)'\n');
        }
        var how = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = Owner;
        await using var file = new FileStream(Path.Combine(directory, $"audit-{now:yyyy-MM}.ndjson"), how);
        await file.WriteAsync(lines.ToArray(), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Those of one project, or of all, as they were written. What is no checkpoint is passed over: it vouches for nothing.</summary>
    public async IAsyncEnumerable<AuditCheckpoint> ReadAsync(Guid? projectId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Kept || !Directory.Exists(directory))
            yield break;
        foreach (var path in Directory.EnumerateFiles(directory, Pattern).Order(StringComparer.Ordinal))
            await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            {
                if (Parse(line, projectId) is { } checkpoint)
                    yield return checkpoint;
            }
    }

    private static AuditCheckpoint? Parse(string line, Guid? projectId)
    {
        // Most lines are of other projects: they are not worth a parser.
        if (line.Length == 0 || (projectId is { } wanted && !line.Contains(wanted.ToString("D"), StringComparison.Ordinal)))
            return null;
        try
        {
            var checkpoint = JsonSerializer.Deserialize<AuditCheckpoint>(line, Wire.Json);
            return checkpoint is { Hash: not null, MasterKeyId: not null, Signature: not null } && (projectId ?? checkpoint.ProjectId) == checkpoint.ProjectId ? checkpoint : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void MakeDirectory()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, Owner | UnixFileMode.UserExecute);
    }
}
