using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Optimization.Costs;

public sealed record ServedRelease(Guid Id, int Number, DateTimeOffset ServedAt, Limits Limits);
