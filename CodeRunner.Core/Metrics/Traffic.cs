namespace CodeRunner.Core.Metrics;

/// <summary>
/// What came through the ingress: requests that were answered, those of them with 500 and above, bytes of bodies, and the requests under way, summed over the seconds.
/// </summary>
public readonly record struct Traffic(long Requests, long Errors, long BytesIn, long BytesOut, long InFlight)
{
    /// <summary>At another time, or counted by another Worker at the same one.</summary>
    public Traffic And(Traffic other) => new(
        Requests + other.Requests, Errors + other.Errors, BytesIn + other.BytesIn, BytesOut + other.BytesOut, InFlight + other.InFlight);
}
