using CodeRunner.Contracts.Deployments;
using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Search;

/// <summary>A project, or a deployment in one; <see cref="Environment"/> and <see cref="State"/> are a deployment's, null of a project.</summary>
public sealed record FoundItem(FoundKind Kind, Guid Id, string Name, Guid ProjectId, string ProjectName, EnvironmentName? Environment, DeploymentState? State);
