namespace CodeRunner.Contracts.Releases;

public enum SourceKind
{
    Archive,
    Git,
    Template,
    Files,
    Image,
}
