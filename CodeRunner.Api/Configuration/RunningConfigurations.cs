using CodeRunner.Contracts.Deployments;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Releases;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration;

/// <summary>What deployments run with, beside what holds now: two queries, however many they are.</summary>
internal static class RunningConfigurations
{
    /// <summary>By id, of those deployments that have a release that serves.</summary>
    public static async Task<Dictionary<Guid, RunningConfiguration>> RunningConfigurationsAsync(
        this CodeRunnerDb db, IReadOnlyCollection<Deployment> deployments, CancellationToken cancellationToken)
    {
        var serving = deployments.Where(deployment => deployment.ServingReleaseId is not null).ToList();
        if (serving.Count == 0)
            return [];
        var releases = await PinnedAsync(db, serving, cancellationToken);
        var current = await db.CurrentPinsAsync(serving, cancellationToken);
        return serving.Where(deployment => releases[deployment.Id].Any(release => release.Id == deployment.ServingReleaseId))
            .ToDictionary(deployment => deployment.Id, deployment => Compare(deployment, releases[deployment.Id], current[deployment.Id]));
    }

    /// <summary>What is stopped runs with nothing that could be too old; what is coming with the configuration of now needs no restart.</summary>
    private static RunningConfiguration Compare(Deployment deployment, IEnumerable<Pinned> releases, ConfigPins now)
    {
        var serves = releases.Single(release => release.Id == deployment.ServingReleaseId);
        var newest = releases.MaxBy(release => release.Number)!;
        var differs = deployment.DesiredState == DesiredState.Running && serves.Pins.IsOlderThan(now);
        var comes = newest.Id != serves.Id && !newest.Pins.IsOlderThan(now);
        return new RunningConfiguration(serves.Pins.Environment, now.Environment ?? 0, differs && !comes, differs && comes ? newest.Number : null);
    }

    private static async Task<ILookup<Guid, Pinned>> PinnedAsync(CodeRunnerDb db, List<Deployment> deployments, CancellationToken cancellationToken)
    {
        var rows = await db.ServingAndComing([.. deployments.Select(deployment => deployment.Id)]).AsNoTracking()
            .Select(release => new { release.DeploymentId, release.Id, release.Number, release.SharedConfigurationVersion, release.ConfigurationVersion, release.OwnConfigurationVersion })
            .ToListAsync(cancellationToken);
        return rows.ToLookup(
            row => row.DeploymentId,
            row => new Pinned(row.Id, row.Number, new ConfigPins(row.SharedConfigurationVersion, row.ConfigurationVersion, row.OwnConfigurationVersion)));
    }

    private sealed record Pinned(Guid Id, int Number, ConfigPins Pins);
}
