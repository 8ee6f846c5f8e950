namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// One pod as Kubernetes' autoscaler sees it. <paramref name="RequestMilli"/> and <paramref name="UsageMilli"/> are sums over its containers in thousandths of the resource's
/// unit; a usage of null is a metric that is missing. <paramref name="Starting"/>: started so recently that its processor time says nothing yet.
/// </summary>
public readonly record struct HpaPod(HpaPodPhase Phase, bool Ready, bool Starting, bool Deleting, long? RequestMilli, long? UsageMilli);
