namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>A test that publishes with Aspire's own packages: where a feed has not had them it is counted as skipped, and says which it misses.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedFactAttribute : FactAttribute
{
    /// <param name="target">Whose package is needed besides; empty for a bare manifest.</param>
    public PublishedFactAttribute(string target = "") =>
        Skip = AspirePackages.Lacks(target.Length == 0 ? [AspirePackages.Core] : [AspirePackages.Core, AspirePackages.OfTargets[target]]);
}
