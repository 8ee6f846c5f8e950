namespace CodeRunner.AppHost.Publishing;

internal static class Targets
{
    /// <summary>The AppHost's setting that says what is published for: `--Publish:Target compose`, or the variable `Publish__Target`, which also reaches an AppHost that azd starts.</summary>
    public const string Key = "Publish:Target";

    private static readonly Target[] All = [new Target(), new ComposeTarget(), new KubernetesTarget(), new AzureTarget()];

    /// <summary>What runs on this machine is never for a target, whatever the setting says. What can't be published is refused before anything is described.</summary>
    public static Target ChooseTarget(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
            return All[0];
        var target = builder.Configuration[Key] is { Length: > 0 } name ? Named(name) : All[0];
        SandboxFit.Choose(target, builder.Configuration[SandboxFit.Key]);
        return target;
    }

    /// <exception cref="DistributedApplicationException">There is none of that name.</exception>
    public static Target Named(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new DistributedApplicationException($"{Key} '{name}' is not known; it can be {string.Join(", ", All.Select(target => target.Name))}.");
}
