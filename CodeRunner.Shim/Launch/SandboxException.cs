namespace CodeRunner.Worker.Sandboxes;

/// <summary>The Worker's exception of this name, for the code that both share: a reason for people, and a word for programs.</summary>
internal sealed class SandboxException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
