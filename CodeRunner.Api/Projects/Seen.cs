using System.Diagnostics.CodeAnalysis;
using CodeRunner.Api.Problems;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Projects;

/// <summary>What was looked for, or the answer that refuses it.</summary>
internal readonly struct Seen<T>
    where T : class
{
    private readonly T? value;
    private readonly bool allowed;

    /// <param name="value">Null when it is absent or of a project that the caller is no member of.</param>
    /// <param name="allowed">Whether the caller's role has the right.</param>
    public Seen(T? value, bool allowed) => (this.value, this.allowed) = (value, allowed);

    /// <summary>What the caller may do there; null for who is no member.</summary>
    public Reach? By { get; init; }

    /// <summary>What a member's role does not reach: for the audit log, and for nobody to see. Null where it is absent or foreign.</summary>
    public T? Denied => allowed ? null : value;

    public bool TryGet([NotNullWhen(true)] out T? found, [NotNullWhen(false)] out ProblemHttpResult? refusal)
    {
        found = allowed ? value : null;
        refusal = found is not null ? null : value is null ? Refusal.NotFound() : Refusal.Forbidden();
        return found is not null;
    }
}
