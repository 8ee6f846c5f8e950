using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;
using CodeRunner.Core.Releases;

namespace CodeRunner.Worker.Builds;

/// <summary>An artifact, or the reason why there is none.</summary>
public sealed record BuildOutcome(Artifact? Artifact, Reason? Failure)
{
    [MemberNotNullWhen(true, nameof(Artifact))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Artifact is not null;
}
