using System.Diagnostics;
using OpenTelemetry.Trace;

namespace CodeRunner.ServiceDefaults.Telemetry;

/// <summary>
/// Which traces begin. A loop that asks the database four times a second is nobody's request: a call to elsewhere is part of a trace or of none.
/// </summary>
internal sealed class RootSampler(Sampler share) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client ? new SamplingResult(SamplingDecision.Drop) : share.ShouldSample(samplingParameters);
}
