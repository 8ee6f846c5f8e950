using CodeRunner.Contracts.Deployments;

namespace CodeRunner.Core.Deployments;

/// <summary>What a person said about how to build and run; null is detected from the source.</summary>
public sealed record BuildSettings
{
    public Runtime? Runtime { get; init; }

    public string? BuildCommand { get; init; }

    public string? StartCommand { get; init; }

    public string? HealthPath { get; init; }
}
