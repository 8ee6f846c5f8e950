using CodeRunner.Contracts.Templates;
using CodeRunner.Core.Configuration;

namespace CodeRunner.Core.Templates;

internal static class TemplateValues
{
    /// <summary>Whether the text of a readable variable fits. What refers to others is known only when an app runs: it is not judged.</summary>
    public static bool Fits(TemplateKey key, string text) =>
        key.Pattern is not { } pattern || References.Find(text).Any() || TemplatePattern.Fits(pattern, References.Unescape(text));
}
