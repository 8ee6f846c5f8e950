namespace CodeRunner.Web.Palette;

/// <summary>How well a command fits what somebody types. Pure.</summary>
public static class PaletteMatch
{
    private static readonly char[] Ends = [' ', '-', '/', '.', '_'];

    /// <summary>The groups with what fits, the best first; all as they are where nothing is typed.</summary>
    public static IReadOnlyList<PaletteGroup> Of(IEnumerable<PaletteGroup> groups, string typed) =>
    [
        .. groups.Select(group => group with { Commands = [.. group.Commands.Select(each => (Command: each, Score: Score(each, typed))).Where(each => each.Score > 0).OrderByDescending(each => each.Score).Select(each => each.Command)] })
            .Where(group => group.Commands.Count > 0),
    ];

    /// <summary>0 where a word of what is typed is nowhere in it.</summary>
    public static double Score(PaletteCommand command, string typed)
    {
        var sum = 1.0;
        foreach (var word in typed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var score = Math.Max(Score(command.Title, word), 0.5 * Math.Max(Score(command.Words, word), Score(command.Hint ?? "", word)));
            if (score == 0)
                return 0;
            sum += score;
        }
        return sum;
    }

    /// <summary>At its beginning, at that of a word, within one, or as the first letters of its words.</summary>
    private static double Score(string text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 4
        : text.Split(Ends).Any(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ? 3
        : text.Contains(word, StringComparison.OrdinalIgnoreCase) ? 2
        : word.Length > 1 && string.Concat(text.Split(Ends, StringSplitOptions.RemoveEmptyEntries).Select(part => part[0])).StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 1
        : 0;
}
