namespace Azure.Provisioning.AppContainers;

/// <summary>How many copies of an app there are.</summary>
public class ContainerAppScale
{
    public BicepValue<int> MaxReplicas { get; set; } = 10;
}
