using System.Collections.Concurrent;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Live;

/// <summary>Lets a viewer hear only of the environments that its caller reaches.</summary>
internal sealed class StateGate(IServiceScopeFactory scopes)
{
    private const int MostKnown = 1000;

    private readonly ConcurrentDictionary<Guid, Reach> reaches = [];
    private readonly Dictionary<Guid, EnvironmentName> environments = [];

    /// <summary>What the viewer may do as it is now; null when it has ended.</summary>
    public void Set(Guid projectId, Reach? reach)
    {
        if (reach is null)
            reaches.TryRemove(projectId, out _);
        else
            reaches[projectId] = reach;
    }

    /// <summary>For one caller at a time.</summary>
    public async ValueTask<bool> LetsThroughAsync(News news, CancellationToken cancellationToken)
    {
        if (!reaches.TryGetValue(news.ProjectId, out var reach))
            return false;
        return reach.ReadsEverywhere
            || (await EnvironmentAsync(news.DeploymentId, cancellationToken) is { } environment && reach.Allows(Right.Read, environment));
    }

    private async ValueTask<EnvironmentName?> EnvironmentAsync(Guid deploymentId, CancellationToken cancellationToken)
    {
        if (environments.TryGetValue(deploymentId, out var known))
            return known;
        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<CodeRunnerDb>().Deployments
            .Where(deployment => deployment.Id == deploymentId)
            .Select(deployment => (EnvironmentName?)deployment.Environment)
            .SingleOrDefaultAsync(cancellationToken);
        if (environments.Count >= MostKnown)
            environments.Clear();
        if (found is { } environment)
            environments[deploymentId] = environment;
        return found;
    }
}
