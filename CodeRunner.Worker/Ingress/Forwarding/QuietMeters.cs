using System.Diagnostics.Metrics;

namespace CodeRunner.Worker.Ingress.Forwarding;

/// <summary>Meters that nobody collects: the platform's own HTTP metrics are not for each request of each app.</summary>
internal sealed class QuietMeters : IMeterFactory
{
    public static QuietMeters Instance { get; } = new();

    public Meter Create(MeterOptions options) => new("Ingress.Quiet");

    public void Dispose()
    {
    }
}
