namespace Azure.Provisioning.AppContainers;

/// <summary>What a revision of an app is.</summary>
public class ContainerAppTemplate
{
    public ContainerAppScale Scale { get; set; } = new();
}
