using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Azure;

/// <summary>What Azure makes of a template.</summary>
public class AzureBicepResource : Resource
{
    internal AzureBicepResource(string name)
        : base(name)
    {
    }
}
