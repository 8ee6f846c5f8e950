namespace CodeRunner.Worker.Sandboxes.Plain;

/// <summary>Apps as plain processes: the section "Sandboxes:Process".</summary>
public sealed class ProcessOptions
{
    public const string Section = $"{SandboxOptions.Section}:Process";

    /// <summary>Says that you know: with the process provider every app may do what the Worker may.</summary>
    public bool AllowNoIsolation { get; set; }
}
