using System.Collections.Concurrent;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Live;

/// <summary>Lets a viewer hear only of the environments that its membership covers.</summary>
internal sealed class StateGate(IServiceScopeFactory scopes)
{
    private const int MostKnown = 1000;

    private readonly ConcurrentDictionary<Guid, Member> members = [];
    private readonly Dictionary<Guid, EnvironmentName> environments = [];

    /// <summary>The viewer's membership as it is now; null when it has ended.</summary>
    public void Set(Guid projectId, Member? member)
    {
        if (member is null)
            members.TryRemove(projectId, out _);
        else
            members[projectId] = member;
    }

    /// <summary>For one caller at a time.</summary>
    public async ValueTask<bool> LetsThroughAsync(News news, CancellationToken cancellationToken)
    {
        if (!members.TryGetValue(news.ProjectId, out var member))
            return false;
        return member.Environments.Length == 0
            || (await EnvironmentAsync(news.DeploymentId, cancellationToken) is { } environment && member.Allows(Right.Read, environment));
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
