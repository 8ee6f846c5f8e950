namespace CodeRunner.Api.Configuration;

/// <summary>Metadata of routes whose id is a deployment's.</summary>
internal sealed record OfDeployment;
