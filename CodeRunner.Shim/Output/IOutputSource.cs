namespace CodeRunner.Shim.Output;

/// <summary>Where what an app writes comes from.</summary>
public interface IOutputSource
{
    /// <summary>The descriptors to wait for, negative where nothing comes any more.</summary>
    (int Output, int Error) Awaited { get; }

    /// <summary>How many bytes of one stream (1 stdout, 2 stderr) there were; 0 or less when there is nothing now.</summary>
    int Read(Span<byte> into, out byte stream);
}
