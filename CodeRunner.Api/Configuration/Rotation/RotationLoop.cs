using CodeRunner.Api.Upkeep;
using CodeRunner.Core;
using CodeRunner.Core.Vault;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Configuration.Rotation;

/// <summary>
/// Begins a rotation whenever some secret is sealed under another master key than the current one; a look at an index for each key when none is. What can't be read is
/// said once, and not tried again for an hour: nothing here can mend it.
/// </summary>
internal sealed partial class RotationLoop(
    IServiceScopeFactory scopes, IMasterKeys masterKeys, IOptions<RotationOptions> options, TimeProvider time, ILogger<RotationLoop> logger)
    : UpkeepLoop(options.Value.RotationInterval, time, logger)
{
    /// <summary>More master keys than anybody has: what is in the database is not trusted to end.</summary>
    private const int MostKeys = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly ILogger<RotationLoop> logger = logger;
    private readonly TimeProvider time = time;

    // By key: how far it was tried in vain, and until when that holds.
    private readonly Dictionary<string, (Guid After, DateTimeOffset Until)> inVain = [];
    private readonly HashSet<string> missing = [];

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        foreach (var id in (await db.MasterKeysInUseAsync(MostKeys, cancellationToken)).Where(id => id != masterKeys.CurrentId))
        {
            if (masterKeys.Ids.Contains(id))
                await RotateAsync(scope.ServiceProvider.GetRequiredService<SecretRotation>(), id, cancellationToken);
            else if (missing.Add(id))
                LogMissing(logger, await db.CountSealedByAsync(id, cancellationToken), id);
        }
    }

    private async Task RotateAsync(SecretRotation rotation, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tried = inVain.GetValueOrDefault(id) is var before && before.Until > now ? before : (After: Guid.Empty, Until: now + Patience);
        if (await rotation.RunAsync(id, tried.After, cancellationToken) is not { } pass)
            return;
        if (pass.Done > 0)
            LogDone(logger, pass.Done, masterKeys.CurrentId);
        if (pass.Unreadable > 0)
            LogUnreadable(logger, pass.Unreadable, id);
        if (pass.Unreadable > 0 || tried.After != Guid.Empty)
            inVain[id] = tried with { After = pass.Last };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} secrets were sealed anew under master key {MasterKeyId}.")]
    private static partial void LogDone(ILogger logger, int count, string masterKeyId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} secrets can't be read under master key {MasterKeyId}, and were not sealed anew: what is stored of them was changed.")]
    private static partial void LogUnreadable(ILogger logger, int count, string masterKeyId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} secrets are sealed under master key {MasterKeyId}, which is not here.")]
    private static partial void LogMissing(ILogger logger, long count, string masterKeyId);
}
