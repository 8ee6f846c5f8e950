using Aspire.Hosting.ApplicationModel;
using CodeRunner.LocalAspire.Containers;

namespace Aspire.Hosting;

/// <summary>Containers can be described, so that an AppHost compiles; they are not run.</summary>
public static class ContainerResourceBuilderExtensions
{
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image) =>
        builder.AddContainer(name, image, "latest");

    public static IResourceBuilder<ContainerResource> AddContainer(
        this IDistributedApplicationBuilder builder, string name, string image, string tag) =>
        builder.AddResource(new ContainerResource(name)).WithAnnotation(new ImageAnnotation(image, tag));

    /// <summary>Accepted and without effect: a local process ends with the application.</summary>
    public static IResourceBuilder<T> WithLifetime<T>(this IResourceBuilder<T> builder, ContainerLifetime lifetime)
        where T : ContainerResource => builder;
}
