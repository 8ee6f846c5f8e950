using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Deployments;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

/// <summary>The one way from a route to a configuration: through the caller's membership. What is shared by all environments asks for the right in all of them.</summary>
internal sealed class ConfigAccess(CodeRunnerDb db, Visibility visibility, AuditTrail audit)
{
    public Task<Opened> OpenAsync(ConfigTarget target, Caller caller, CancellationToken cancellationToken) => OpenAsync(target, caller, locked: false, cancellationToken);

    /// <summary>With the project's row held until the caller's transaction ends: versions come one after the other.</summary>
    public Task<Opened> LockAsync(ConfigTarget target, Caller caller, CancellationToken cancellationToken) => OpenAsync(target, caller, locked: true, cancellationToken);

    private async Task<Opened> OpenAsync(ConfigTarget target, Caller caller, bool locked, CancellationToken cancellationToken)
    {
        var scope = new ConfigScope(target.Id, target.Environment);
        if (target.IsDeployment)
        {
            var deployment = await visibility.DeploymentAsync(target.Id, caller, Right.Read, cancellationToken);
            if (!deployment.TryGet(out var found, out var unseen))
                return new Opened(deployment.Denied is { } denied ? Of(denied) : scope, deployment.By, unseen);
            scope = Of(found);
        }
        var seen = locked
            ? await visibility.LockProjectAsync(scope.ProjectId, caller, Right.Read, scope.Environment, cancellationToken)
            : await visibility.ProjectAsync(scope.ProjectId, caller, Right.Read, scope.Environment, cancellationToken);
        return new Opened(scope, seen.By, seen.TryGet(out _, out var refusal) ? null : refusal);
    }

    /// <summary>
    /// The answer that refuses what takes the right, written down as a denied try of <paramref name="action"/>; null when the caller has it. A member's try is written
    /// down, a stranger's is no business of the project's.
    /// </summary>
    public async Task<ProblemHttpResult?> RefuseAsync(Opened opened, Right right, string action, string target, Caller caller, CancellationToken cancellationToken)
    {
        if (opened.Refuse(right) is not { } refusal)
            return null;
        if (opened.By is not null)
            await audit.DenyAsync(opened.Scope.ProjectId, caller, action, target, opened.Scope.Environment, cancellationToken);
        return refusal;
    }

    private static ConfigScope Of(Deployment deployment) => new(deployment.ProjectId, deployment.Environment, deployment.Id);

    /// <summary>What overrides and is overridden, for references: the weaker configurations in one, and each that may be stronger.</summary>
    public async Task<(List<ConfigItem> Weaker, List<IReadOnlyList<ConfigItem>> Stronger)> AroundAsync(ConfigScope scope, CancellationToken cancellationToken)
    {
        List<ConfigItem> weaker = [];
        if (scope.Environment is null)
        {
            List<IReadOnlyList<ConfigItem>> stronger = [];
            foreach (var environment in scope.Environments)
                stronger.Add(await ItemsAsync(scope with { Environment = environment }, cancellationToken));
            return (weaker, stronger);
        }
        weaker.AddRange(await ItemsAsync(new ConfigScope(scope.ProjectId), cancellationToken));
        if (scope.DeploymentId is not null)
            weaker = [.. Layers.Merge(weaker, await ItemsAsync(scope with { DeploymentId = null }, cancellationToken)).Values];
        return (weaker, [[]]);
    }

    /// <summary>Without what secrets hold.</summary>
    private async Task<List<ConfigItem>> ItemsAsync(ConfigScope scope, CancellationToken cancellationToken) =>
        [.. (await db.CurrentConfigAsync(scope, cancellationToken)).Items];

    /// <summary>A configuration and what the caller may do with it, or the answer that refuses to show it.</summary>
    internal sealed record Opened(ConfigScope Scope, Reach? By, ProblemHttpResult? Refusal)
    {
        /// <summary>Names of what is shared may be read by every member.</summary>
        public bool Allows(Right right) => By is { } reach && (right == Right.Read || Scope.Environments.All(environment => reach.Allows(right, environment)));

        /// <summary>The answer that refuses what takes the right; null when the caller has it.</summary>
        public ProblemHttpResult? Refuse(Right right) => Refusal ?? (Allows(right) ? null : Problems.Refusal.Forbidden());

        public ConfigRights Rights => new(Allows(Right.SeeConfiguration), Allows(Right.ChangeConfiguration), Allows(Right.Reveal), Allows(Right.Deploy));
    }
}
