using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.AppHost.Announcing;

internal static class AnnouncingExtensions
{
    /// <summary>Only a run that a launcher or person started announces itself; tests and publishing stay quiet.</summary>
    public static void AnnounceProgress(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.GetValue("Announcing:Off", false))
            return;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new RunFiles(builder.RunDirectory()));
        builder.Services.AddHostedService<Announcer>();
    }
}
