using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;
using CodeRunner.Worker.Data;
using CodeRunner.Worker.Nodes;
using CodeRunner.Worker.Sandboxes;
using Microsoft.EntityFrameworkCore;
using EnvironmentName = CodeRunner.Contracts.Projects.EnvironmentName;

namespace CodeRunner.Worker.Configuration;

/// <summary>Reads the configuration that a release runs with. What can't be decrypted, or can't be written down, is refused by name: no app starts with less than it was given.</summary>
public sealed class AppConfigurations(Database database, SecretVault vault, TimeProvider clock)
{
    /// <summary>Throws <see cref="SandboxException"/> that says which variable is in the way, <see cref="KeyServiceException"/> where it helps to try again, and <see cref="LeaseLostException"/>.</summary>
    public async Task<AppConfiguration> ReadAsync(ConfigurationUse use, CancellationToken cancellationToken)
    {
        if (use.Pins.IsEmpty)
            return AppConfiguration.Empty;
        await using var db = database.Open();
        var deploymentId = use.Ownership.DeploymentId;
        var environment = await db.Deployments.Where(each => each.Id == deploymentId).Select(each => each.Environment).SingleAsync(cancellationToken);
        var contents = await ReadAsync(db, use, environment, cancellationToken);
        var secrets = contents.Where(content => content.Value.IsSecret).ToList();
        if (secrets.Count > 0)
            await WriteDownAsync(db, use, environment, AuditOutcome.Done, [.. secrets.Select(secret => secret.Entry.Key)], cancellationToken);
        try
        {
            return await OpenAsync(contents, cancellationToken);
        }
        catch (SecretUnreadableException unreadable)
        {
            await WriteDownAsync(db, use, environment, AuditOutcome.Failed, [unreadable.Key], cancellationToken);
            throw new SandboxException("secret_unreadable", unreadable.Message, unreadable);
        }
        catch (KeyServiceException)
        {
            await WriteDownAsync(db, use, environment, AuditOutcome.Failed, [.. secrets.Select(secret => secret.Entry.Key)], cancellationToken);
            throw;
        }
    }

    /// <summary>Of each key the strongest.</summary>
    private static async Task<List<ConfigContent>> ReadAsync(CodeRunnerDb db, ConfigurationUse use, EnvironmentName environment, CancellationToken cancellationToken)
    {
        var (layers, missing) = await db.LayersAsync(use.Pins.Of(use.ProjectId, environment, use.Ownership.DeploymentId), cancellationToken);
        if (layers is null)
            throw new SandboxException("configuration_missing", missing!);
        var strongest = new SortedDictionary<string, ConfigContent>(StringComparer.Ordinal);
        foreach (var content in layers.SelectMany(layer => layer.Contents))
            strongest[content.Entry.Key] = content;
        return [.. strongest.Values];
    }

    /// <summary>
    /// Committed before anything is decrypted, or before the failure is told. An app that crashes again and again gets the same again and again: that is one entry in a
    /// minute.
    /// </summary>
    private async Task WriteDownAsync(
        CodeRunnerDb db, ConfigurationUse use, EnvironmentName environment, AuditOutcome outcome, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RequireAsync(use.Ownership, cancellationToken);
        var entry = new AuditEvent(use.ProjectId, AuditEvent.Platform, use.Action, $"deployment {use.Ownership.DeploymentId}")
        {
            Environment = environment,
            Outcome = outcome,
            Detail = AuditEvent.Json(new { release = use.Release, keys }),
        };
        var now = clock.GetUtcNow();
        if (!await db.IsRepeatedAsync(entry, now, cancellationToken))
            await db.AppendAuditAsync(entry, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<AppConfiguration> OpenAsync(List<ConfigContent> contents, CancellationToken cancellationToken)
    {
        var items = new List<ConfigItem>();
        foreach (var content in contents)
            items.Add(new ConfigItem(content.Entry.Key, content.Value.Text ?? await OpenAsync(content, cancellationToken), content.Value.IsSecret));
        return Layers.TryResolve(Layers.Merge(items), out var resolved, out var fault)
            ? new AppConfiguration(resolved, [.. items.Where(item => item.IsSecret).Select(item => item.Text)])
            : throw new SandboxException("configuration_invalid", $"Its configuration can't be used. {fault.Key}: {fault.Text}");
    }

    private async Task<string> OpenAsync(ConfigContent content, CancellationToken cancellationToken)
    {
        using var value = await vault.OpenAsync(content.Value.Sealed, content.Value.Binding, cancellationToken);
        return value.Reveal();
    }
}
