using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Problems;

/// <summary>Collects what is wrong with a request, by field, so that a person hears of everything at once.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, List<string>> found = [];

    public Faults Check(bool fine, string field, string text)
    {
        if (!fine)
            (found.TryGetValue(field, out var texts) ? texts : found[field] = []).Add(text);
        return this;
    }

    public Faults Length([NotNull] string? value, string field, int least, int most)
    {
        value ??= "";
        var length = value.Trim().Length;
        return Check(length >= least && length <= most, field, length == 0 ? "It is needed." : $"It must have {least} to {most} characters.");
    }

    public Faults Range<T>(T? value, string field, T least, T most, string unit = "")
        where T : struct, IComparable<T> =>
        Check(value is not { } given || (given.CompareTo(least) >= 0 && given.CompareTo(most) <= 0), field, $"It must be {least} to {most}{unit}.");

    /// <summary>Those of a part of the request, beneath its field.</summary>
    public Faults Include(Faults part, string field)
    {
        foreach (var (name, texts) in part.found)
            texts.ForEach(text => Check(false, $"{field}.{name}", text));
        return this;
    }

    public bool Any([NotNullWhen(true)] out ProblemHttpResult? refusal)
    {
        refusal = found.Count == 0 ? null : Refusal.Invalid(found.ToDictionary(each => each.Key, each => each.Value.ToArray()));
        return refusal is not null;
    }
}
