using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Configuration;

/// <summary>Configurations in the database: two queries each, however many keys they have.</summary>
public static class ConfigStore
{
    public static IQueryable<ConfigVersion> ConfigVersionsOf(this CodeRunnerDb db, ConfigScope scope) => db.ConfigVersions.Where(version =>
        version.ProjectId == scope.ProjectId && version.Environment == scope.Environment && version.DeploymentId == scope.DeploymentId);

    /// <summary>For use within a query: the database counts the keys, and none is read.</summary>
    public static IQueryable<ConfigSize> ConfigSizes(this CodeRunnerDb db) =>
        db.Database.SqlQuery<ConfigSize>($"SELECT id AS \"Id\", jsonb_array_length(entries) AS \"Keys\" FROM config_versions");

    public static async Task<ConfigState> CurrentConfigAsync(this CodeRunnerDb db, ConfigScope scope, CancellationToken cancellationToken) =>
        await db.WithValuesAsync(
            scope, await db.ConfigVersionsOf(scope).AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellationToken), cancellationToken);

    /// <summary>The number of the version that holds now; 0 when nothing was ever set.</summary>
    public static async Task<int> CurrentConfigNumberAsync(this CodeRunnerDb db, ConfigScope scope, CancellationToken cancellationToken) =>
        await db.ConfigVersionsOf(scope).MaxAsync(version => (int?)version.Number, cancellationToken) ?? 0;

    /// <summary>Null when there is no such version.</summary>
    public static async Task<ConfigState?> ConfigAtAsync(this CodeRunnerDb db, ConfigScope scope, int number, CancellationToken cancellationToken)
    {
        if (number == 0)
            return new ConfigState(scope, null, []);
        var version = await db.ConfigVersionsOf(scope).AsNoTracking().SingleOrDefaultAsync(each => each.Number == number, cancellationToken);
        return version is null ? null : await db.WithValuesAsync(scope, version, cancellationToken);
    }

    /// <summary>
    /// Forgets versions up to <paramref name="last"/> that no release names, and values that no version names any more. Only a configuration with very many versions
    /// has such.
    /// </summary>
    public static async Task ForgetOldConfigsAsync(this CodeRunnerDb db, ConfigScope scope, int last, CancellationToken cancellationToken)
    {
        var pinned =
            from release in db.Releases
            from deployment in db.Deployments
            where deployment.Id == release.DeploymentId && deployment.ProjectId == scope.ProjectId
            select new { release, deployment };
        var old = db.ConfigVersionsOf(scope).Where(version => version.Number <= last);
        old = scope switch
        {
            { DeploymentId: { } id } => old.Where(version => !pinned.Any(each => each.deployment.Id == id && each.release.OwnConfigurationVersion == version.Number)),
            { Environment: { } one } => old.Where(version => !pinned.Any(each => each.deployment.Environment == one && each.release.ConfigurationVersion == version.Number)),
            _ => old.Where(version => !pinned.Any(each => each.release.SharedConfigurationVersion == version.Number)),
        };
        if (await old.ExecuteDeleteAsync(cancellationToken) == 0)
            return;
        var (projectId, environment, deploymentId) = (scope.ProjectId, scope.Environment?.ToString(), scope.DeploymentId);
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM config_values WHERE project_id = {projectId} AND environment IS NOT DISTINCT FROM {environment} AND deployment_id IS NOT DISTINCT FROM {deploymentId}
            AND id NOT IN (
                SELECT (entry->>'valueId')::uuid FROM config_versions version, jsonb_array_elements(version.entries) entry
                WHERE version.project_id = {projectId} AND version.environment IS NOT DISTINCT FROM {environment} AND version.deployment_id IS NOT DISTINCT FROM {deploymentId})
            """, cancellationToken);
    }

    private static async Task<ConfigState> WithValuesAsync(this CodeRunnerDb db, ConfigScope scope, ConfigVersion? version, CancellationToken cancellationToken)
    {
        if (version is null)
            return new ConfigState(scope, null, []);
        var ids = version.Entries.Select(entry => entry.ValueId).ToArray();
        var values = await db.ConfigValues.AsNoTracking().Where(value => ids.Contains(value.Id)).ToDictionaryAsync(value => value.Id, cancellationToken);
        return new ConfigState(scope, version, [.. version.Entries.Select(entry => new ConfigContent(entry, values[entry.ValueId]))]);
    }
}
