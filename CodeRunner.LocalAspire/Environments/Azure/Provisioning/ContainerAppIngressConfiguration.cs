namespace Azure.Provisioning.AppContainers;

/// <summary>Who reaches an app, and how.</summary>
public class ContainerAppIngressConfiguration
{
    public BicepValue<StickySessionAffinity> StickySessionsAffinity { get; set; } = StickySessionAffinity.None;
}
