using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Worker.Builds;

public sealed record BuildRequest(Guid ProjectId, Guid DeploymentId, Guid ReleaseId, int Number, SourceDescription Source, BuildSettings Settings);
