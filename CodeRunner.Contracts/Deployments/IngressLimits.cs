namespace CodeRunner.Contracts.Deployments;

/// <summary>What the ingress lets through to a deployment: the largest request body in MiB, and requests at once for each ingress (WebSockets and streams count while they last).</summary>
public sealed record IngressLimits(int MaxBodyMb, int MaxConcurrent)
{
    public static IngressLimits Default { get; } = new(MaxBodyMb: 100, MaxConcurrent: 1000);
}
