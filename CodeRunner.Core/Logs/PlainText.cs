using System.Text.RegularExpressions;

namespace CodeRunner.Core.Logs;

/// <summary>
/// What an app wrote, for a terminal or a sentence: without escape sequences and control characters other than tab and newline, those that turn the reading direction
/// included. The dashboard's logrow.js drops the same.
/// </summary>
public static partial class PlainText
{
    public static string Of(string text) => Control().Replace(Sequence().Replace(text, ""), "");

    [GeneratedRegex(@"\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])")]
    private static partial Regex Sequence();

    [GeneratedRegex(@"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Control();
}
