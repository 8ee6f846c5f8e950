using CodeRunner.Contracts.Releases;

namespace CodeRunner.Contracts.Configuration;

/// <summary>A release that runs with the configuration of now.</summary>
public sealed record AppliedRelease(Guid DeploymentId, string Deployment, ReleaseSummary Release);
