namespace CodeRunner.Contracts.Scaling;

/// <summary>Where it is known from how many requests/s an instance serves: the request; the processor time that requests took; a policy's target; nowhere, so that it was assumed.</summary>
public enum CapacitySource
{
    Request,
    Measured,
    Target,
    Assumed,
}
