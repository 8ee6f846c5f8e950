using System.Diagnostics.CodeAnalysis;
using CodeRunner.Contracts;

namespace CodeRunner.Worker.Builds.Plans;

/// <summary>A plan, or why none could be made.</summary>
public sealed record Detection(BuildPlan? Plan, Reason? Failure)
{
    [MemberNotNullWhen(true, nameof(Plan))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Found => Plan is not null;

    public static Detection Of(BuildPlan plan) => new(plan, null);

    public static Detection Fail(string code, string message) => new(null, new Reason(code, message, Step: "detect"));
}
