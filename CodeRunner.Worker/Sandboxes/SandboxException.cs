namespace CodeRunner.Worker.Sandboxes;

/// <summary>A sandbox could not be started or reached; the message is for the person whose app it is.</summary>
public sealed class SandboxException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A short word for programs, such as bubblewrap_missing.</summary>
    public string Code { get; } = code;
}
