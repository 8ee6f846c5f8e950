using System.Security.Cryptography;
using CodeRunner.Core.Vault.KeyServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CodeRunner.Core.Vault;

/// <summary>
/// Uses each master key once before the service starts: what can't be used fails the start, by name. A key service that is merely away does not: an ingress has to serve
/// without it. Later its absence makes the service degraded.
/// </summary>
internal sealed partial class VaultCheck(IMasterKeys keys, IOptions<VaultOptions> options, ILogger<VaultCheck> logger) : IHostedLifecycleService, IHealthCheck
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var id in keys.Ids)
        {
            try
            {
                await UseAsync(id, cancellationToken);
            }
            catch (KeyServiceException away) when (!away.Refused)
            {
                LogAway(logger, away, id);
                return;
            }
            catch (Exception unfit) when (unfit is KeyServiceException or MasterKeyException)
            {
                throw new MasterKeyException($"{options.Value.Source}: {unfit.Message}", unfit);
            }
        }
    }

    /// <summary>Asks only while the last request came to nothing: nobody who polls makes work for a service that is well.</summary>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (keys is not KeyServiceKeys { IsAway: true })
            return HealthCheckResult.Healthy();
        try
        {
            await WrapAsync(keys.CurrentId, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception away) when (away is KeyServiceException or MasterKeyException)
        {
            return HealthCheckResult.Degraded(exception: away);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>First what makes nothing: transit may make a key that it is asked to wrap with and does not have, and a slip of the hand would get one.</summary>
    private async Task UseAsync(string id, CancellationToken cancellationToken)
    {
        await keys.AuthenticateAsync(id, "start", Array.Empty<byte>(), cancellationToken);
        await WrapAsync(id, cancellationToken);
    }

    private async Task WrapAsync(string id, CancellationToken cancellationToken)
    {
        var probe = RandomNumberGenerator.GetBytes(KeyRing.KeyBytes);
        var unwrapped = await keys.UnwrapAsync(id, await keys.WrapAsync(id, probe, cancellationToken), cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(probe, unwrapped))
            throw new MasterKeyException($"the master key {id} does not give back what it has wrapped.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key service does not answer for the master key {MasterKeyId}. No secret can be read or set until it does.")]
    private static partial void LogAway(ILogger logger, Exception exception, string masterKeyId);
}
