using CodeRunner.Contracts;

namespace CodeRunner.Worker.Builds.Steps;

/// <summary>Ends a build; the reason is its outcome.</summary>
internal sealed class BuildFailedException(Reason reason) : Exception(reason.Message)
{
    public Reason Reason { get; } = reason;
}
