namespace Aspire.Hosting.ApplicationModel;

/// <summary>What an orchestrator asks a resource: whether it has started, may be given work, or must be started anew.</summary>
public enum ProbeType
{
    Startup,
    Readiness,
    Liveness,
}
