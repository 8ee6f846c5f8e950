namespace CodeRunner.Worker.Deployments;

/// <summary>Of section "Sandboxes": what happens to apps when the Worker is told to end.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Sandboxes";

    /// <summary>False: apps go on, and the next Worker adopts them.</summary>
    public bool EndOnShutdown { get; set; }
}
