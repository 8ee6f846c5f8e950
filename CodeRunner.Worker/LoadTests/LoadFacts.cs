using CodeRunner.Contracts.Deployments;
using CodeRunner.Core.Deployments;

namespace CodeRunner.Worker.LoadTests;

/// <summary>What a load test measures: of a deployment, what serves now. <paramref name="Instances"/> are those of that release that run.</summary>
internal sealed record LoadFacts(Guid ProjectId, string Slug, DesiredState Desired, Guid? ReleaseId, int? Release, Limits? Limits, int Instances);
