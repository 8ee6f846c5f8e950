namespace CodeRunner.Shim.Output;

/// <summary>Takes what the app writes, as soon as it comes but in handfuls: after each it lets a little gather, so that a chatty app costs few wake-ups.</summary>
internal sealed class OutputPump(IOutputSource source, IRecordWriter writer, SecretMask? mask = null)
{
    private const int GatherMilliseconds = 2;
    private const int PartialMilliseconds = 1000;
    private const int FullMilliseconds = 50;
    private const int ReadsAtOnce = 32;
    private const int FirstWordsBytes = 4096;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly LineAssembler _output = new(1, writer, mask);
    private readonly LineAssembler _error = new(2, writer, mask);
    private readonly byte[] _firstErrors = new byte[FirstWordsBytes];
    private int _firstErrorsLength;
    private long _notBefore;
    private long _partialSince;

    /// <summary>What came first on stderr: the reason, when the sandbox could not be made.</summary>
    public ReadOnlySpan<byte> FirstErrors
    {
        get
        {
            var errors = _firstErrors.AsSpan(0, _firstErrorsLength);
            if (mask is null) return errors;
            // Where more came than is kept, a secret may be cut at the end.
            var whole = errors.Length < FirstWordsBytes ? errors.Length : mask.CutBefore(errors, errors.Length, 0);
            return mask.Apply(errors[..whole], new byte[SecretMask.RoomFor(whole)]);
        }
    }

    /// <summary>The descriptors to wait for now, negative where there is nothing to wait for.</summary>
    public (int Output, int Error) Awaited(long now) =>
        now < _notBefore ? (-1, -1) : source.Awaited;

    /// <summary>In how many milliseconds <see cref="Pump"/> has something to do even if nothing comes; null for never.</summary>
    public long? DueIn(long now)
    {
        if (now < _notBefore) return _notBefore - now;
        if (writer.IsFull) return FullMilliseconds;
        return HasPartial ? Math.Max(0, _partialSince + PartialMilliseconds - now) : null;
    }

    private bool HasPartial => _output.HasPartial || _error.HasPartial;

    public void Pump(long now)
    {
        if (now < _notBefore) return;
        var time = Microseconds();
        if (writer.IsFull) writer.TryMakeRoom(time);
        var more = TakeAll(time);
        if (more) _partialSince = now;
        else if (HasPartial && now - _partialSince >= PartialMilliseconds) FlushPartial(time, atEnd: false, now);
        writer.Flush();
        _notBefore = more ? now + GatherMilliseconds : 0;
    }

    /// <summary>A line of the platform's own, among those that the app writes to stderr.</summary>
    public void Say(string line)
    {
        writer.Add(2, System.Text.Encoding.UTF8.GetBytes(line), Microseconds());
        writer.Flush();
    }

    /// <summary>When every writer has ended: takes what is left.</summary>
    public void Complete()
    {
        while (TakeAll(Microseconds()))
        {
        }

        FlushPartial(Microseconds(), atEnd: true, 0);
        writer.Complete(Microseconds());
    }

    private void FlushPartial(long time, bool atEnd, long now)
    {
        _output.Flush(time, atEnd);
        _error.Flush(time, atEnd);
        _partialSince = now;
    }

    /// <summary>Nobody knows how much was lost; one line stands for it.</summary>
    public void SayLost() => writer.Lose(Microseconds());

    private bool TakeAll(long time)
    {
        var any = false;
        for (var reads = 0; reads < ReadsAtOnce && source.Read(_buffer, out var stream) is > 0 and var read; reads++)
        {
            any = true;
            Feed(stream, _buffer.AsSpan(0, read), time);
        }

        return any;
    }

    private void Feed(byte stream, ReadOnlySpan<byte> bytes, long time)
    {
        if (stream == 2) KeepFirst(bytes);
        (stream == 2 ? _error : _output).Append(bytes, time);
    }

    private void KeepFirst(ReadOnlySpan<byte> errors)
    {
        var kept = Math.Min(errors.Length, FirstWordsBytes - _firstErrorsLength);
        errors[..kept].CopyTo(_firstErrors.AsSpan(_firstErrorsLength));
        _firstErrorsLength += kept;
    }

    private static long Microseconds() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
