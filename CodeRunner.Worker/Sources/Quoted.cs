using System.Text;

namespace CodeRunner.Worker.Sources;

/// <summary>A name that a stranger chose, fit for a message: nothing in it moves a terminal's cursor or fills a page.</summary>
internal static class Quoted
{
    private const int MaxLength = 120;

    public static string Name(string name)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in name.EnumerateRunes().Take(MaxLength))
            text.Append(Rune.IsControl(rune) || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 ? "�" : rune.ToString());
        return text.Append(name.Length > MaxLength ? "…\"" : "\"").ToString();
    }
}
