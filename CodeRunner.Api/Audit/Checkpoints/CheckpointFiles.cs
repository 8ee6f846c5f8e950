using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CodeRunner.Contracts;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Audit.Checkpoints;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>Checkpoints as lines of JSON, in one file a chain, which is only ever appended to: by one at a time, also where several Apis share the directory.</summary>
internal sealed class CheckpointFiles(IOptions<CheckpointOptions> options, TimeProvider time)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // More than a dozen lines.
    private const int TailBytes = 8192;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly string directory = options.Value.CheckpointDirectory;

    public bool Kept => directory.Length > 0;

    /// <summary>
    /// Appends what <paramref name="make"/> makes, unless one of the last lines is of the same entry and under the same master key; returns when it is on the disk. False
    /// when somebody else has the file in his hands: then another time.
    /// </summary>
    public async Task<bool> TryAppendAsync(Guid chainId, long seq, string keyId, Func<ValueTask<AuditCheckpoint>> make, CancellationToken cancellationToken)
    {
        MakeDirectory();
        await using var file = TryOpen(chainId, ForWriting());
        if (file is null)
            return false;
        var tail = await ReadTailAsync(file, cancellationToken);
        if (Lines(tail).Any(line => Parse(line, chainId) is { } known && known.Seq == seq && known.MasterKeyId == keyId))
            return true;
        var lines = new MemoryStream();
        // A line that a crash has cut is ended first.
        if (tail.Length > 0 && tail[^1] != '\n')
            lines.WriteByte((byte)'\n');
        await JsonSerializer.SerializeAsync(lines, await make(), Wire.Json, cancellationToken);
        lines.WriteByte((byte)'\n');
        file.Position = file.Length;
        await file.WriteAsync(lines.ToArray(), cancellationToken);
        file.Flush(flushToDisk: true);
        return true;
    }

    /// <summary>A chain's, as they were written. What is no checkpoint is passed over: it vouches for nothing.</summary>
    public async IAsyncEnumerable<AuditCheckpoint> ReadAsync(Guid chainId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Kept || !File.Exists(PathOf(chainId)))
            yield break;
        using var reader = new StreamReader(await OpenAsync(chainId, cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Parse(line, chainId) is { } checkpoint)
                yield return checkpoint;
        }
    }

    private string PathOf(Guid chainId) => Path.Combine(directory, $"{AuditChain.NameOf(chainId)}.ndjson");

    /// <summary>An append takes a moment: whoever reads waits for its end.</summary>
    private async Task<FileStream> OpenAsync(Guid chainId, CancellationToken cancellationToken)
    {
        for (var begun = time.GetTimestamp(); ;)
        {
            if (TryOpen(chainId, new FileStreamOptions { Share = FileShare.ReadWrite }) is { } file)
                return file;
            if (time.GetElapsedTime(begun) > Patience)
                throw new IOException($"The checkpoints of {AuditChain.NameOf(chainId)} were held by somebody else for {Patience.TotalSeconds} s.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Null when somebody else holds it.</summary>
    private FileStream? TryOpen(Guid chainId, FileStreamOptions how)
    {
        try
        {
            return new FileStream(PathOf(chainId), how);
        }
        catch (IOException held) when (IsHeld(held))
        {
            return null;
        }
    }

    /// <summary>EWOULDBLOCK on Linux and macOS, and a sharing violation on Windows.</summary>
    private static bool IsHeld(IOException failed) => failed.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11);

    private static FileStreamOptions ForWriting()
    {
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = Owner;
        return how;
    }

    private static async Task<byte[]> ReadTailAsync(FileStream file, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(TailBytes, file.Length)];
        file.Position = file.Length - tail.Length;
        await file.ReadExactlyAsync(tail, cancellationToken);
        return tail;
    }

    private static string[] Lines(byte[] tail) => Encoding.UTF8.GetString(tail).Split('\n');

    private static AuditCheckpoint? Parse(string line, Guid chainId)
    {
        if (line.Length == 0)
            return null;
        try
        {
            var checkpoint = JsonSerializer.Deserialize<AuditCheckpoint>(line, Wire.Json);
            return checkpoint is { Hash: not null, MasterKeyId: not null, Signature: not null } && checkpoint.ChainId == chainId ? checkpoint : null;
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
