namespace CodeRunner.Worker.Builds.Plans;

/// <summary>A person's own command line, for the shell inside the sandbox: what it may do there, the app may do anyway.</summary>
internal static class ShellCommand
{
    private static readonly char[] Operators = ['|', '&', ';', '<', '>', '(', ')', '{', '}', '\n', '`', '$', '"', '\'', '\\', '*', '?', '[', '#', '~', '!'];

    public static IReadOnlyList<string> Run(string command, string? programFolder = null)
    {
        var path = programFolder is null ? "" : $"PATH=\"{programFolder}:$PATH\"; export PATH; ";
        return ["/bin/sh", "-c", $"{path}{(TakesExec(command) ? "exec " : "")}{command}"];
    }

    /// <summary>The words of a command that needs no shell, or null.</summary>
    public static IReadOnlyList<string>? Words(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 || command.IndexOfAny(Operators) >= 0 || words[0].Contains('=') ? null : words;
    }

    // With exec the app itself gets SIGTERM. A compound command has no one program to give it to, and an assignment before it is not exec's to take.
    private static bool TakesExec(string command) =>
        command.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
        && !first.Contains('=')
        && first is not ("cd" or "export" or "set" or "exec" or "." or "source" or "ulimit" or "umask" or "if" or "for" or "while" or "case" or "until")
        && command.IndexOfAny(['|', '&', ';', '(', '{', '\n', '`']) < 0;
}
