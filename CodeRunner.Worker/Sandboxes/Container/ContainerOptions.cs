namespace CodeRunner.Worker.Sandboxes.Container;

/// <summary>Sandboxes of a container engine's making: the section "Sandboxes:Container".</summary>
public sealed class ContainerOptions : EngineOptions
{
    public const string Section = $"{SandboxOptions.Section}:Container";

    /// <summary>The runtime that the engine shall use, such as runsc for gVisor; by default the engine's own choice.</summary>
    public string Runtime { get; set; } = "";

    internal override string Path => Section;
}
