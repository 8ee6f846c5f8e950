using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Says plainly that a container cannot be run without a container engine.</summary>
internal sealed class UnsupportedRunner(IResource resource, RunnerServices services) : ResourceRunner(resource, services)
{
    public override IReadOnlyList<string> Commands => [];

    protected override Task RunAsync(CancellationToken stopping) => throw new DistributedApplicationException(
        $"{Resource.GetType().Name} '{Resource.Name}' needs a container engine. Build with -p:AspirePackages=true to run it.");
}
