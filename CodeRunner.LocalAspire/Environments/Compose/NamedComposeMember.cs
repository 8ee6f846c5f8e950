namespace Aspire.Hosting.Docker.Resources.ComposeNodes;

/// <summary>A named entry of a compose file.</summary>
public abstract class NamedComposeMember
{
    public required string Name { get; set; }
}
