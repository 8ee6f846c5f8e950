using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Nodes;

/// <summary>Section "Node".</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Where this machine keeps artifacts, sandboxes and their output. Workers that share it are one node.</summary>
    [Required(ErrorMessage = "Node:DataDirectory is missing: the directory for artifacts and sandboxes.")]
    public string DataDirectory { get; set; } = "";

    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);
}
