namespace CodeRunner.Contracts.Deployments;

/// <summary>
/// The version of the environment's configuration that serves (0 for none, null where it was released before there were any) and the one that holds now. <paramref name="Stale"/>: whether that, what the project
/// shares, or the deployment's own was changed since, and nothing is on its way that runs with it. <paramref name="Coming"/>: the number of the release that is.
/// </summary>
public sealed record RunningConfiguration(int? Version, int Current, bool Stale, int? Coming = null);
