namespace Aspire.Hosting.Kubernetes;

/// <summary>How a path of an ingress is compared.</summary>
public enum IngressPathType
{
    Prefix,
    Exact,
    ImplementationSpecific,
}
