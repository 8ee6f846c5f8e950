namespace Azure.Provisioning.AppContainers;

/// <summary>An app of Azure Container Apps, as its template describes it.</summary>
public class ContainerApp
{
    private ContainerApp()
    {
    }

    public ContainerAppConfiguration Configuration { get; set; } = new();

    public ContainerAppTemplate Template { get; set; } = new();
}
