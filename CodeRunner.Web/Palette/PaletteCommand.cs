namespace CodeRunner.Web.Palette;

/// <summary>What the palette offers: it leads to <see cref="Href"/>, or runs <see cref="Run"/>. <see cref="Words"/>: what else people call it; <see cref="Hint"/>: said beside what has a name of its own.</summary>
public sealed record PaletteCommand(string Title)
{
    public string? Href { get; init; }

    public Func<Task>? Run { get; init; }

    public string Words { get; init; } = "";

    public string? Hint { get; init; }

    public static PaletteCommand To(string title, string href, string words = "", string? hint = null) => new(title) { Href = href, Words = words, Hint = hint };

    public static PaletteCommand Do(string title, Func<Task> run, string words = "") => new(title) { Run = run, Words = words };
}
