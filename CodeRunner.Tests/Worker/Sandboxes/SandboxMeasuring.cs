using CodeRunner.Worker.Sandboxes;

namespace CodeRunner.Tests.Worker.Sandboxes;

/// <summary>What a sandbox uses, as the sampler reads it.</summary>
internal static class SandboxMeasuring
{
    /// <summary>Null where nothing runs.</summary>
    public static async Task<SandboxReading?> ReadAsync(this ISandboxProvider provider, Guid id, CancellationToken cancellationToken)
    {
        using var meter = await provider.OpenMeterAsync(id, TimeSpan.FromSeconds(1), cancellationToken);
        return meter is not null && meter.TryRead(out var reading) ? reading : null;
    }
}
