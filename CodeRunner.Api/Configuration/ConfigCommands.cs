using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

/// <summary>Makes versions of configurations: plan, seal, store and write down in one transaction.</summary>
internal sealed class ConfigCommands(CodeRunnerDb db, ConfigAccess access, ConfigViews views, SecretVault vault, AuditTrail audit, TimeProvider time)
{
    private const int KeptVersions = 200;

    // To forget costs a look at all versions that are left.
    private const int ForgottenAtOnce = 50;

    /// <summary>
    /// Makes the version that <paramref name="edit"/> wants, unless nothing would change or <paramref name="dryRun"/> is set. <paramref name="fieldOf"/> names what a
    /// fault is about in the words of the request.
    /// </summary>
    public Task<(ConfigEdited? Done, ProblemHttpResult? Refusal)> EditAsync(
        ConfigTarget target,
        Caller caller,
        Precondition condition,
        string? reason,
        Func<ConfigState, Edit> edit,
        Func<ConfigFault, string> fieldOf,
        bool dryRun,
        CancellationToken cancellationToken) =>
        EditAsync(target, caller, condition, reason, current => Task.FromResult(edit(current)), fieldOf, dryRun, cancellationToken);

    /// <summary>As above, where <paramref name="edit"/> reads more of the configuration while nobody else can change it.</summary>
    public async Task<(ConfigEdited? Done, ProblemHttpResult? Refusal)> EditAsync(
        ConfigTarget target,
        Caller caller,
        Precondition condition,
        string? reason,
        Func<ConfigState, Task<Edit>> edit,
        Func<ConfigFault, string> fieldOf,
        bool dryRun,
        CancellationToken cancellationToken)
    {
        // First without a lock: who may not change it holds up nobody, and the denial is written down by itself.
        var seen = await access.OpenAsync(target, caller, cancellationToken);
        if (await access.RefuseAsync(seen, Right.ChangeConfiguration, "config.change", seen.Scope.Name, caller, cancellationToken) is { } refusal)
            return (null, refusal);
        return await db.InTransactionAsync(() => EditLockedAsync(target, caller, condition, reason, edit, fieldOf, dryRun, cancellationToken), cancellationToken);
    }

    private async Task<(ConfigEdited? Done, ProblemHttpResult? Refusal)> EditLockedAsync(
        ConfigTarget target,
        Caller caller,
        Precondition condition,
        string? reason,
        Func<ConfigState, Task<Edit>> edit,
        Func<ConfigFault, string> fieldOf,
        bool dryRun,
        CancellationToken cancellationToken)
    {
        var opened = await access.LockAsync(target, caller, cancellationToken);
        if (opened.Refuse(Right.ChangeConfiguration) is { } refusal)
            return (null, refusal);
        var current = await db.CurrentConfigAsync(opened.Scope, cancellationToken);
        if (!condition.Holds(current.Number))
            return (null, Refusal.PreconditionFailed($"The configuration is at version {current.Number} by now: see what changed, then try again."));
        var (wanted, fault) = await edit(current);
        if (wanted is null)
            return (null, fault);
        var (weaker, stronger) = await access.AroundAsync(opened.Scope, cancellationToken);
        var plan = ConfigPlanner.Plan(current, wanted, weaker, stronger);
        if (plan.Faults.Count > 0)
            return (null, Refusal.Invalid(plan.Faults.GroupBy(fieldOf).ToDictionary(each => each.Key, each => each.Select(fault => fault.Text).ToArray())));
        var difference = ConfigViews.Show(current, plan, opened.Rights);
        var after = dryRun || plan.ChangesNothing ? current : await StoreAsync(opened, current, plan, reason, caller, cancellationToken);
        return (new ConfigEdited(await views.ShowAsync(after, opened.Rights, cancellationToken), difference with { Version = after.Number }), null);
    }

    private async Task<ConfigState> StoreAsync(
        ConfigAccess.Opened opened, ConfigState current, ConfigPlan plan, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        var (scope, now, number) = (opened.Scope, time.GetUtcNow(), current.Number + 1);
        var contents = new List<ConfigContent>();
        foreach (var variable in plan.Variables)
        {
            var value = variable.Text is null ? variable.Kept!.Value : await MakeAsync(scope, number, variable, now, cancellationToken);
            if (variable.Text is not null)
                db.ConfigValues.Add(value);
            contents.Add(new ConfigContent(new ConfigEntry(variable.Key, value.Id, variable.Description), value));
        }
        var version = new ConfigVersion(scope, number, [.. contents.Select(content => content.Entry)], caller.Id, reason, now);
        db.ConfigVersions.Add(version);
        await db.SaveChangesAsync(cancellationToken);
        await audit.AddAsync(
            scope.ProjectId, caller, "config.change", scope.Name, scope.Environment, AuditOutcome.Done,
            new { version = number, plan.Added, plan.Changed, plan.Removed, reason }, cancellationToken);
        if (number > KeptVersions && number % ForgottenAtOnce == 0)
            await db.ForgetOldConfigsAsync(scope, number - KeptVersions, cancellationToken);
        return new ConfigState(scope, version, contents);
    }

    private async Task<ConfigValue> MakeAsync(ConfigScope scope, int number, WantedVariable variable, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var secret = new SecretValue(variable.Text!);
        return variable.Encrypted
            ? await ConfigValue.SealAsync(scope, variable.Key, number, secret, vault, now, cancellationToken)
            : ConfigValue.Plain(scope, variable.Key, number, variable.Text!, secret.Length, now);
    }

    /// <summary>All variables that are wanted, or the answer that refuses the request.</summary>
    internal sealed record Edit(IReadOnlyList<WantedVariable>? Variables, ProblemHttpResult? Refusal = null)
    {
        public static implicit operator Edit(ProblemHttpResult refusal) => new((IReadOnlyList<WantedVariable>?)null, refusal);

        public static implicit operator Edit(List<WantedVariable> variables) => new(variables, null);
    }
}
