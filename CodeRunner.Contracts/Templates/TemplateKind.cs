namespace CodeRunner.Contracts.Templates;

public enum TemplateKind
{
    Source,
    Variables,
}
