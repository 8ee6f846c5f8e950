namespace CodeRunner.Contracts.Deployments;

public sealed record ScaleRequest(int? Instances);
