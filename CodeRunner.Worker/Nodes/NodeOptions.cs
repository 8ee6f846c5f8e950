using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Nodes;

/// <summary>What the Workers of one machine share.</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Where artifacts, caches and sandboxes of this node live; an absolute path.</summary>
    [Required(ErrorMessage = "Node:DataDirectory must name a directory.")]
    [RegularExpression("/.+", ErrorMessage = "Node:DataDirectory must be an absolute path.")]
    public string DataDirectory { get; set; } = "";
}
