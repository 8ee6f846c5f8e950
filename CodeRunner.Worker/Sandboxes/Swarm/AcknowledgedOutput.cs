using System.Collections.Concurrent;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>
/// Up to where output is stored elsewhere: a label of the service, which changes nothing that runs. Every change is written by all managers to their disks, so that it is written now and
/// then only; who begins again a little earlier reads what is stored already, by the same numbers.
/// </summary>
internal sealed class AcknowledgedOutput(SwarmEngine engine, TimeProvider time)
{
    private const int Attempts = 5;
    private const int MostKnown = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, long> _writtenAt = new();

    public static OutputPosition? Of(SwarmService service) => OutputPosition.Parse(service.Spec?.Labels?.TryGetValue(SwarmNames.ReadLabel, out var text) == true ? text : null);

    public async Task WriteAsync(string name, OutputPosition position, CancellationToken cancellationToken)
    {
        if (_writtenAt.TryGetValue(name, out var at) && time.GetElapsedTime(at) < Pause) return;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await engine.FindServiceAsync(name, cancellationToken) is not { Spec: { } spec } service || Of(service)?.Seq >= position.Seq) return;
            spec.Labels[SwarmNames.ReadLabel] = $"{position}";
            if (await TryUpdateAsync(service, cancellationToken)) break;
        }

        if (_writtenAt.Count >= MostKnown) _writtenAt.Clear();
        _writtenAt[name] = time.GetTimestamp();
    }

    /// <summary>False when somebody else has changed it meanwhile.</summary>
    private async Task<bool> TryUpdateAsync(SwarmService service, CancellationToken cancellationToken)
    {
        try
        {
            await engine.Manager.Swarm.UpdateServiceAsync(service.ID, new ServiceUpdateParameters { Service = service.Spec, Version = (long)(service.Version.Index ?? 0) }, cancellationToken);
            return true;
        }
        catch (DockerApiException refused) when (refused.ResponseBody?.Contains("out of sequence", StringComparison.Ordinal) == true)
        {
            return false;
        }
    }
}
