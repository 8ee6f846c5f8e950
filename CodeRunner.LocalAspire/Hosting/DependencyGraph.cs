using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Who needs whom, in order to stop the needy first.</summary>
internal static class DependencyGraph
{
    public static IEnumerable<IResource> Needs(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource)
            .Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                .Where(each => each.Type == RelationshipTypes.Reference).Select(each => each.Resource))
            .Concat(resource is IResourceWithParent child ? [child.Parent] : [])
            .Distinct();

    /// <exception cref="DistributedApplicationException">When a resource waits for itself, by way of others or not.</exception>
    public static void RefuseCircles(IEnumerable<IResource> resources)
    {
        HashSet<IResource> done = [];
        foreach (var resource in resources) Visit(resource, [], done);
    }

    private static void Visit(IResource resource, List<IResource> path, HashSet<IResource> done)
    {
        if (done.Contains(resource)) return;
        if (path.Contains(resource))
        {
            var circle = string.Join(" → ", path.SkipWhile(each => each != resource).Append(resource).Select(each => each.Name));
            throw new DistributedApplicationException($"These resources wait for each other: {circle}.");
        }

        path.Add(resource);
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>()) Visit(wait.Resource, path, done);
        path.Remove(resource);
        done.Add(resource);
    }
}
