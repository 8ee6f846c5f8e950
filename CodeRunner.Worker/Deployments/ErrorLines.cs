using System.Text.RegularExpressions;

namespace CodeRunner.Worker.Deployments;

/// <summary>Finds in an app's last lines those that say what went wrong: the error and its cause, and not the end of its stack trace.</summary>
internal static partial class ErrorLines
{
    private const int MostLines = 3;
    private const int LongestHeader = 12;

    public static IReadOnlyList<string> Pick(IReadOnlyList<string> lines)
    {
        var lastFrame = LastIndex(lines, line => Frame().IsMatch(line));
        // Python, and those who say more after the trace.
        var after = LastIndex(lines, line => Tells(line) && !IsNested(line));
        if (after > lastFrame)
            return [lines[FirstOfNpm(lines, after)].Trim()];
        var header = Header(lines, lastFrame);
        if (header < 0)
            return [.. lines.TakeLast(MostLines).Select(line => line.Trim())];
        var cause = LastIndex(lines, line => Cause().IsMatch(line));
        return cause > header ? [lines[header].Trim(), lines[cause].Trim(' ', '\t', '{')] : [lines[header].Trim()];
    }

    /// <summary>Of a trace that ends at <paramref name="frame"/>, the line that it belongs to.</summary>
    private static int Header(IReadOnlyList<string> lines, int frame)
    {
        var index = frame;
        while (index >= 0 && (Frame().IsMatch(lines[index]) || IsNested(lines[index])))
            index--;
        for (var above = 0; index >= 0 && above < LongestHeader; index--, above++)
        {
            if (Tells(lines[index]) && !IsNested(lines[index]))
                return index;
        }
        return -1;
    }

    /// <summary>npm says what is wrong first, and where its log is last.</summary>
    private static int FirstOfNpm(IReadOnlyList<string> lines, int last)
    {
        var first = last;
        for (var index = last; index >= 0 && Npm().IsMatch(lines[index]); index--)
        {
            if (!NpmDetail().IsMatch(lines[index]))
                first = index;
        }
        return first;
    }

    private static bool Tells(string line) => Error().IsMatch(line) || Npm().IsMatch(line);

    private static bool IsNested(string line) => Cause().IsMatch(line) || line.TrimStart().StartsWith("--- ", StringComparison.Ordinal);

    private static int LastIndex(IReadOnlyList<string> lines, Func<string, bool> match)
    {
        for (var index = lines.Count - 1; index >= 0; index--)
        {
            if (match(lines[index]))
                return index;
        }
        return -1;
    }

    [GeneratedRegex(@"^\s+(at |File "")|^goroutine \d+ \[|^\t\S+\.go:\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Frame();

    [GeneratedRegex(@"^\s*(\[cause\]: |---> |Caused by: )", RegexOptions.NonBacktracking)]
    private static partial Regex Cause();

    [GeneratedRegex(
        @"^\s*(Unhandled exception|panic: |fatal( error)?: |Exception in thread |error: |(Uncaught )?[\w.$/]*(Error|Exception|Interrupt)( \[\w+\])?(: |$)|([\w./-]+: )+(\d+: )?[\w./-]+: (not found|No such file|Permission denied))",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Error();

    [GeneratedRegex(@"^npm (ERR!|error)", RegexOptions.NonBacktracking)]
    private static partial Regex Npm();

    [GeneratedRegex(@"^npm (ERR!|error)\s*($|code |errno |path |syscall |A complete log|To see )", RegexOptions.NonBacktracking)]
    private static partial Regex NpmDetail();
}
