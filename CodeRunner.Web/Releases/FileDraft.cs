namespace CodeRunner.Web.Releases;

/// <summary>One file typed into the page.</summary>
public sealed class FileDraft
{
    public string Path { get; set; } = "";

    public string Text { get; set; } = "";
}
