namespace CodeRunner.Worker.Sources.Archives;

/// <summary>
/// What a tar reader reads from. It lets little through between two entries: the reader would take a header of up to 2 GiB into memory, and a few
/// kilobytes of gzip can hold that.
/// </summary>
internal sealed class BoundedTarStream(Stream inner, UnpackBudget budget) : Stream
{
    private const int HeaderBytes = 1 << 20;

    private int headerBytesLeft = HeaderBytes;
    private bool withinHeader = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void EnterHeader() => (withinHeader, headerBytesLeft) = (true, HeaderBytes);

    /// <summary>The content of an entry is counted by who copies it.</summary>
    public void EnterContent() => withinHeader = false;

    public override int Read(Span<byte> buffer)
    {
        Check(buffer.Length);
        return Count(inner.Read(buffer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check(buffer.Length);
        return Count(await inner.ReadAsync(buffer, cancellationToken));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Check(int wanted)
    {
        if (withinHeader && wanted > headerBytesLeft)
            throw new SourceException("archive_damaged", "The archive has an entry whose name or attributes are larger than 1 MiB.");
    }

    private int Count(int read)
    {
        if (!withinHeader)
            return read;
        headerBytesLeft -= read;
        budget.TakeBytes(read);
        return read;
    }
}
