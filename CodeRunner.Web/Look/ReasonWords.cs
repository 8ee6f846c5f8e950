using System.Globalization;
using CodeRunner.Contracts;

namespace CodeRunner.Web.Look;

/// <summary>A reason in one line, and what a person can do about it.</summary>
public static class ReasonWords
{
    private const int Killed = 137;

    /// <summary>"Message · step build · exit 137 · next try in 34 s", leaving out what the message already says.</summary>
    public static string Line(Reason reason, DateTimeOffset now)
    {
        var parts = new List<string> { reason.Message.TrimEnd('.') };
        if (reason.Step is { Length: > 0 } step && !Says(reason, step))
            parts.Add($"step {step}");
        if (reason.ExitCode is { } code && !Says(reason, code.ToString(CultureInfo.InvariantCulture)))
            parts.Add($"exit {code}");
        if (reason.NextTryAt is { } next)
            parts.Add(next > now ? $"next try in {Math.Ceiling((next - now).TotalSeconds):0} s" : "trying again now");
        return string.Join(" · ", parts);
    }

    /// <summary>Null when there is nothing to do but to wait.</summary>
    public static string? NextStep(Reason reason)
    {
        var code = reason.Code;
        if (Has(code, "memory") || reason.ExitCode == Killed)
            return "It most likely ran out of memory: raise the memory limit in Settings, or look at the log for what grew.";
        if (Has(code, "listen") || Has(code, "port") || Has(code, "health"))
            return "The app must listen on the port in its PORT variable. Look at the log, and at the health path in Settings.";
        if (Has(code, "build") || reason.Step is not null)
            return "Read the build's lines in the log, fix the source and deploy again. What served before keeps serving.";
        if (Has(code, "source") || Has(code, "archive") || Has(code, "git"))
            return "Check the source and deploy again.";
        if (Has(code, "crash") || Has(code, "exit") || reason.ExitCode is not null)
            return "The log's last lines say why it ended. Roll back to a release that worked, or deploy a fix.";
        return Has(code, "limit") || Has(code, "capacity") ? "Lower what it asks for in Settings, or stop something else." : null;
    }

    private static bool Says(Reason reason, string word) => reason.Message.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string code, string part) => code.Contains(part, StringComparison.OrdinalIgnoreCase);
}
