namespace CodeRunner.Worker.Sources;

/// <summary>A source was refused; the message is for the person who handed it over.</summary>
public sealed class SourceException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A short word for programs, such as archive_link_refused.</summary>
    public string Code { get; } = code;
}
