namespace CodeRunner.Web.Client;

/// <summary>
/// Why the API refused, for people. <see cref="Errors"/>: texts by the request's field names; <see cref="Status"/> 0: it could not be reached; <see cref="Reason"/>: of a session that is over, the API's word
/// for why; <see cref="SecondFactor"/>: the password was right, and a code is needed.
/// </summary>
public sealed record ApiProblem(
    int Status, string Title, string? Detail = null, IReadOnlyDictionary<string, string[]>? Errors = null, TimeSpan? RetryAfter = null, string? Reason = null, bool SecondFactor = false)
{
    public const int Unreachable = 0;

    public bool SignedOut => Status == StatusCodes.Status401Unauthorized;

    public bool NotFound => Status == StatusCodes.Status404NotFound;

    /// <summary>Whether the same request may well be answered a moment later.</summary>
    public bool MayPass => Status is Unreachable or StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError;

    /// <summary>One text that says what happened and what to do.</summary>
    public string Message
    {
        get
        {
            var text = string.IsNullOrWhiteSpace(Detail) ? Title : Detail;
            return RetryAfter is { } wait ? T("{0}. Try again in {1}.", FirstSentence(text), Words(wait)) : text;
        }
    }

    // What follows only says to wait, without for how long.
    private static string FirstSentence(string text) => text.Split(". ")[0].TrimEnd('.');

    private static string Words(TimeSpan wait) => wait.TotalSeconds <= 90
        ? $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s"
        : $"{Math.Ceiling(wait.TotalMinutes):0} min";

    /// <summary>The texts for one field, found whatever the case of its name; null when there are none.</summary>
    public string? For(string field) =>
        Errors?.FirstOrDefault(error => string.Equals(error.Key, field, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } texts
            ? string.Join(" ", texts)
            : null;
}
