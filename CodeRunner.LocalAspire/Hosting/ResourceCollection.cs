using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Refuses a second resource of the same name.</summary>
internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    public bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource)
    {
        resource = this.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
        return resource is not null;
    }

    protected override void InsertItem(int index, IResource item)
    {
        if (TryGetByName(item.Name, out _))
            throw new DistributedApplicationException($"There is already a resource named '{item.Name}'. Names differ in more than case.");
        base.InsertItem(index, item);
    }
}
