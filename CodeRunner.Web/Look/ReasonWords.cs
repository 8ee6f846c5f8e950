using System.Globalization;
using CodeRunner.Contracts;

namespace CodeRunner.Web.Look;

/// <summary>A reason in one line; <see cref="NextStep"/> says what a person can do about it.</summary>
public static class ReasonWords
{
    /// <summary>"Message · step build · exit 137 · next try in 34 s", leaving out what the message already says.</summary>
    public static string Line(Reason reason, DateTimeOffset now)
    {
        var parts = new List<string> { reason.Message.TrimEnd('.') };
        if (reason.Step is { Length: > 0 } step && step is not ("source" or "detect") && !Says(reason, step))
            parts.Add(T("step {0}", step));
        if (reason.ExitCode is { } code && !Says(reason, code.ToString(CultureInfo.InvariantCulture)))
            parts.Add(T("exit {0}", code));
        if (reason.NextTryAt is { } next)
            parts.Add(next > now ? T("next try in {0}", Span(next - now)) : T("trying again now"));
        return string.Join(" · ", parts);
    }

    private static string Span(TimeSpan wait) => wait.TotalSeconds <= 90
        ? $"{Math.Ceiling(wait.TotalSeconds):0} s"
        : $"{Math.Ceiling(wait.TotalMinutes):0} min";

    private static bool Says(Reason reason, string word) => reason.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
