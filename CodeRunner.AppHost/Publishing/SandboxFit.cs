namespace CodeRunner.AppHost.Publishing;

/// <summary>
/// Which sandboxes a Worker can make where: the AppHost's setting is named as the Worker's own, <see cref="Key"/>. What can't work is refused when it is published, and
/// not found out by the first app.
/// </summary>
internal static class SandboxFit
{
    public const string Key = "Sandboxes:Provider";

    /// <summary>No Worker is published: they run on machines of their own, with the same database, Redis and keys.</summary>
    public const string Elsewhere = "elsewhere";

    public const string Swarm = "swarm";

    /// <summary>The provider of a target's Workers, or <see cref="Elsewhere"/>: what is wished, or the target's own choice for null or nothing.</summary>
    /// <exception cref="DistributedApplicationException">That provider makes no sandboxes there; the message says why.</exception>
    public static string Choose(Target target, string? wished)
    {
        var provider = wished is { Length: > 0 } ? wished : target.Sandboxes;
        return WhyNot(target, provider) is { } reason
            ? throw new DistributedApplicationException($"{Key} '{provider}' does not go with {Targets.Key} '{target.Name}': {reason} It can be {string.Join(" or ", Fitting(target))}.")
            : provider;
    }

    private static string[] Fitting(Target target) => target.Sandboxes == Elsewhere ? [Elsewhere] : [target.Sandboxes, Elsewhere];

    private static string? WhyNot(Target target, string provider) => provider switch
    {
        Elsewhere => null,
        Swarm when target.Sandboxes == Swarm => null,
        Swarm => "a Worker there has no socket of a swarm's manager.",
        "container" => "a Worker in a container sees neither the networks of the engine's containers nor the directories that the engine mounts.",
        "bubblewrap" => "a container may not make the namespaces, control groups and disks that a sandbox is made of, unless it is root on its machine.",
        "process" => "it isolates nothing, and apps would run beside the master keys.",
        _ => "no provider of that name can be published.",
    };
}
