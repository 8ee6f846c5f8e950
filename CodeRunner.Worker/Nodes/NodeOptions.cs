using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Nodes;

/// <summary>Section "Node".</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Where this machine keeps artifacts, sandboxes and their output. Workers that share it are one node.</summary>
    [Required(ErrorMessage = "Node:DataDirectory is missing: the directory for artifacts and sandboxes.")]
    public string DataDirectory { get; set; } = "";

    /// <summary>The node's name where it is more than a machine: Workers whose sandboxes a swarm places on its machines are one node, wherever they run. Otherwise it is made, once for a data directory.</summary>
    [MaxLength(100)]
    public string Name { get; set; } = "";

    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);
}
