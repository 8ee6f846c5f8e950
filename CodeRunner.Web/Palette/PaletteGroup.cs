namespace CodeRunner.Web.Palette;

/// <summary>Commands that belong together.</summary>
public sealed record PaletteGroup(string Title, IReadOnlyList<PaletteCommand> Commands);
