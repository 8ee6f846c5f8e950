using System.Collections.Concurrent;
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
        if (await engine.FindServiceAsync(name, cancellationToken) is not { } service || Of(service)?.Seq >= position.Seq) return;
        for (var attempt = 1; attempt <= Attempts && !await engine.Http.TryLabelAsync(name, SwarmNames.ReadLabel, $"{position}", cancellationToken); attempt++)
        {
            // Somebody else has changed it meanwhile.
        }

        if (_writtenAt.Count >= MostKnown) _writtenAt.Clear();
        _writtenAt[name] = time.GetTimestamp();
    }
}
