using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds resources that are there already.</summary>
public static class DistributedApplicationBuilderExtensions
{
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name)
        where T : IResource =>
        builder.Resources.TryGetByName(name, out var resource)
            ? resource is T found
                ? builder.CreateResourceBuilder(found)
                : throw new InvalidOperationException($"Resource '{name}' is a {resource.GetType().Name}, not a {typeof(T).Name}.")
            : throw new InvalidOperationException($"There is no resource '{name}'.");
}
