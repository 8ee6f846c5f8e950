using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// The engine's stream of a task's log, from whichever machine has it: frames of a stream, a length, and a time with what was said. A line of more than 16 KiB comes in several frames, of
/// which only the last has the line's end.
/// </summary>
internal sealed class TaskLog(EngineHttp http)
{
    private const int HeaderBytes = 8;
    private const int MostFrameBytes = 1 << 20;
    private const byte Stdout = 1;

    /// <summary>Only the last of them: what it said at its end.</summary>
    public async Task<TaskLine?> FindLastAsync(string task, CancellationToken cancellationToken)
    {
        TaskLine? last = null;
        await foreach (var entry in ReadAsync(task, since: null, follow: false, cancellationToken, tail: 1)) last = entry.Line;
        return last;
    }

    /// <summary>From <paramref name="since"/> on. A stream that is followed does not end with the task. Throws <see cref="IOException"/> when the engine can't get at it.</summary>
    public async IAsyncEnumerable<TaskEntry> ReadAsync(string task, EngineTime? since, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken, int? tail = null)
    {
        var target = $"/tasks/{task}/logs?stdout=1&timestamps=1{(follow ? "&follow=1" : "")}{(since is { } from ? $"&since={from}" : "")}{(tail is { } few ? $"&tail={few}" : "")}";
        await using var stream = await http.OpenAsync(target, cancellationToken);
        if (stream is null) yield break;
        var line = new MemoryStream();
        EngineTime? began = null;
        while (await ReadFrameAsync(stream, cancellationToken) is var (kind, frame))
        {
            if (kind != Stdout || Split(frame) is not var (time, text)) continue;
            began ??= time;
            line.Write(frame, text, frame.Length - text);
            if (frame[^1] != '\n') continue;
            if (TaskLine.TryParse(line.GetBuffer().AsSpan(0, (int)line.Length - 1), out var parsed)) yield return new TaskEntry(began.Value, parsed);
            line.SetLength(0);
            began = null;
        }
    }

    private static (EngineTime Time, int Text)? Split(byte[] frame)
    {
        var end = Array.IndexOf(frame, (byte)' ');
        return end > 0 && EngineTime.Parse(Encoding.ASCII.GetString(frame, 0, end)) is { } time ? (time, end + 1) : null;
    }

    /// <summary>Null at the end.</summary>
    private static async Task<(byte Kind, byte[] Frame)?> ReadFrameAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        var read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        if (read < HeaderBytes || header is not [<= 3, 0, 0, 0, ..] || length is < 0 or > MostFrameBytes) throw await NotALogAsync(stream, header[..read], cancellationToken);
        var frame = new byte[length];
        await stream.ReadExactlyAsync(frame, cancellationToken);
        return (header[0], frame);
    }

    /// <summary>An engine that finds out late that it can't get at the log says so in the middle of it, in plain words.</summary>
    private static async Task<IOException> NotALogAsync(Stream stream, byte[] begun, CancellationToken cancellationToken)
    {
        var rest = new byte[1000];
        var read = await stream.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken);
        return new IOException($"The engine can't read the log: {Encoding.UTF8.GetString([.. begun, .. rest[..read]])}");
    }
}
