namespace CodeRunner.Worker.Builds.Plans;

/// <summary>What detection may look at: the paths of a source, relative with '/', and the text of the files that say how to build it.</summary>
public sealed record SourceTree(IReadOnlyCollection<string> Files, IReadOnlyDictionary<string, string> Texts)
{
    public bool Has(string path) => Files.Contains(path);

    public string? Text(string path) => Texts.GetValueOrDefault(path);
}
