using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Environments;

/// <summary>What stands in for the packages that publish. It is compiled into LocalAspire, and into an AppHost on Aspire's own packages for the targets that it leaves out.</summary>
internal static class MissingPackage
{
    /// <summary>The resource as Aspire has it in run mode, where it is no part of the application.</summary>
    /// <exception cref="DistributedApplicationException">Something is to be published, which takes the package.</exception>
    public static IResourceBuilder<T> OnlyRuns<T>(this IDistributedApplicationBuilder builder, T resource, string package)
        where T : IResource => builder.ExecutionContext.IsRunMode ? builder.CreateResourceBuilder(resource) : throw Of(package);

    public static DistributedApplicationException Of(string package) => new(
        $"This was built without the package {package}. Build with -p:AspirePackages=true, and name the target in -p:AspireTargets (compose+kubernetes+azure, the default, has all).");
}
