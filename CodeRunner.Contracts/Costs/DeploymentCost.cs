using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Costs;

/// <summary>What one deployment cost, also one that is gone. <see cref="Idle"/> is the part of <see cref="Cpu"/> and <see cref="Memory"/> that was reserved and not used.</summary>
public sealed record DeploymentCost(
    Guid DeploymentId, string Name, EnvironmentName Environment, decimal Total, decimal Idle, decimal Cpu, decimal Memory, decimal Requests, decimal Egress);
