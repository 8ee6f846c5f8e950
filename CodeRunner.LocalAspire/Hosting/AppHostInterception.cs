using System.Reflection;
using Aspire.Hosting;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>Lets a test take over the AppHost whose entry point runs on this flow.</summary>
internal sealed class AppHostInterception(
    Assembly assembly,
    Action<DistributedApplicationOptions> onCreating,
    Action<DistributedApplicationBuilder> onBuilding)
{
    private static readonly AsyncLocal<AppHostInterception?> OnThisFlow = new();

    public static AppHostInterception? Current
    {
        get => OnThisFlow.Value;
        set => OnThisFlow.Value = value;
    }

    public Assembly Assembly { get; } = assembly;

    public void BeforeCreate(DistributedApplicationOptions options) => onCreating(options);

    public void BeforeBuild(DistributedApplicationBuilder builder) => onBuilding(builder);
}
