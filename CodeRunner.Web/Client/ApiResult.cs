using System.Diagnostics.CodeAnalysis;

namespace CodeRunner.Web.Client;

/// <summary>A value, or why there is none.</summary>
public readonly record struct ApiResult<T>(T? Value, ApiProblem? Problem)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Value is not null;

    public static implicit operator ApiResult<T>(T value) => new(value, null);

    public static implicit operator ApiResult<T>(ApiProblem problem) => new(null, problem);
}
