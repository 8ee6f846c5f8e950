namespace CodeRunner.Web.Templates;

/// <summary>Where the value of a template's key comes from, and who sees it.</summary>
public enum KeyKind
{
    Readable,
    Secret,
    Generated,
}
