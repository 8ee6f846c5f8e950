using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Vault;

namespace CodeRunner.Api.Configuration;

/// <summary>Decrypts secrets for a person. What can't be written down is not read.</summary>
internal sealed class ConfigReading(CodeRunnerDb db, SecretVault vault, AuditTrail audit)
{
    /// <summary>The plaintext of each, by key. The audit entry is committed before anything is decrypted. Throws <see cref="SecretUnreadableException"/> and <see cref="KeyServiceException"/>.</summary>
    public async Task<Dictionary<string, string>> ReadAsync(
        ConfigScope scope, IReadOnlyList<ConfigContent> secrets, string action, string target, Caller caller, CancellationToken cancellationToken)
    {
        await WriteDownAsync(scope, action, target, AuditOutcome.Done, caller, new { keys = secrets.Select(secret => secret.Entry.Key) }, cancellationToken);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var secret in secrets)
            {
                using var value = await vault.OpenAsync(secret.Value.Sealed, secret.Value.Binding, cancellationToken);
                values[secret.Entry.Key] = value.Reveal();
            }
            return values;
        }
        catch (SecretUnreadableException unreadable)
        {
            await WriteDownAsync(scope, action, unreadable.Key, AuditOutcome.Failed, caller, null, cancellationToken);
            throw;
        }
        catch (KeyServiceException)
        {
            await WriteDownAsync(scope, action, target, AuditOutcome.Failed, caller, null, cancellationToken);
            throw;
        }
    }

    private Task WriteDownAsync(ConfigScope scope, string action, string target, AuditOutcome outcome, Caller caller, object? detail, CancellationToken cancellationToken) =>
        db.InTransactionAsync(
            async () =>
            {
                await audit.AddAsync(scope.ProjectId, caller, action, target, scope.Environment, outcome, detail, cancellationToken);
                return true;
            },
            cancellationToken);
}
