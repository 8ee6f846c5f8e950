namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether an annotation is added beside or instead of those of its type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    Append,
    Replace,
}
