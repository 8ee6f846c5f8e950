using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A secret is made before the service that names it: a Worker that was killed between the two leaves one that nobody would ever remove.</summary>
internal sealed class StraySecrets(SwarmEngine engine, string owner, TimeProvider time)
{
    /// <summary>Longer than any start may take.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);
    private long? _lookedAt;

    /// <summary>Those that none of these services has, which are all of this installation's.</summary>
    public async Task RemoveAsync(IEnumerable<SwarmService> services, CancellationToken cancellationToken)
    {
        if (_lookedAt is { } at && time.GetElapsedTime(at) < Pause) return;
        _lookedAt = time.GetTimestamp();
        var used = services.Select(service => service.Spec?.Name).ToHashSet();
        foreach (var secret in await engine.Manager.Secrets.ListAsync(cancellationToken))
            if (IsOurs(secret) && !used.Contains(secret.Spec?.Name) && IsOld(secret))
                await RemoveAsync(secret, cancellationToken);
    }

    private bool IsOurs(Secret secret) => secret.Spec?.Labels is { } labels && labels.TryGetValue(SwarmNames.OwnerLabel, out var whose) && whose == owner;

    private bool IsOld(Secret secret) => secret.CreatedAt is { } made && time.GetUtcNow() - new DateTimeOffset(DateTime.SpecifyKind(made, DateTimeKind.Utc)) > Young;

    private async Task RemoveAsync(Secret secret, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Manager.Secrets.DeleteAsync(secret.ID, cancellationToken);
        }
        catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            // Another Worker was first, or a service has it all the same.
        }
    }
}
