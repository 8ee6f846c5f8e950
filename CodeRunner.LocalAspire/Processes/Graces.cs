using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace CodeRunner.LocalAspire.Processes;

/// <summary>How long a resource may take to end. <c>LocalAspire:StopGrace:name</c> (a TimeSpan) sets another time.</summary>
internal static class Graces
{
    public static readonly TimeSpan OfExecutables = TimeSpan.FromSeconds(10);

    /// <summary>As long as a .NET host gives its own services to stop.</summary>
    public static readonly TimeSpan OfProjects = TimeSpan.FromSeconds(30);

    public static TimeSpan For(IResource resource, IConfiguration configuration, TimeSpan usual) =>
        configuration.GetValue<TimeSpan?>($"LocalAspire:StopGrace:{resource.Name}") ?? usual;
}
