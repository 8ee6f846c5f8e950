using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>Begins a rotation whenever some secret is sealed under another master key than the current one; a look at an index when none is.</summary>
internal sealed partial class RotationLoop(
    IServiceScopeFactory scopes, SecretVault vault, IOptions<RotationOptions> options, TimeProvider time, ILogger<RotationLoop> logger)
    : UpkeepLoop(options.Value.RotationInterval, time, logger)
{
    private readonly ILogger<RotationLoop> logger = logger;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        if (!await IsDueAsync(db, cancellationToken))
            return;
        var done = await scope.ServiceProvider.GetRequiredService<SecretRotation>().RunAsync(cancellationToken);
        if (done > 0)
            LogDone(logger, done, vault.CurrentMasterKeyId);
    }

    /// <summary>The first and the last of the index's keys: both are the current one when nothing is to be done.</summary>
    private async Task<bool> IsDueAsync(CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var sealedOnes = db.ConfigValues.Where(value => value.MasterKeyId != null);
        var (first, last) = (await sealedOnes.MinAsync(value => value.MasterKeyId, cancellationToken), await sealedOnes.MaxAsync(value => value.MasterKeyId, cancellationToken));
        return (first is not null && first != vault.CurrentMasterKeyId) || (last is not null && last != vault.CurrentMasterKeyId);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} secrets were sealed anew under master key {MasterKeyId}.")]
    private static partial void LogDone(ILogger logger, int count, string masterKeyId);
}
