namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command did what it was to do, and what there is to say.</summary>
public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public bool Canceled { get; init; }

    public string? Message { get; init; }
}
