using CodeRunner.Contracts.Projects;

namespace CodeRunner.Contracts.Costs;

public sealed record EnvironmentCost(EnvironmentName Environment, decimal Total, decimal Idle);
