using System.Globalization;
using System.Resources;

namespace CodeRunner.Web.Language;

/// <summary>What people read, in their language. The English text is the key: it stands where it is shown, and Texts.resx lists what there is to translate (decision 0073).</summary>
public static class Texts
{
    private static readonly ResourceManager Resource = new(typeof(Texts));

    /// <param name="english">A literal: a test looks for them in the sources.</param>
    public static string T(string english) => Find(english);

    /// <param name="english">A literal with a place for each value: {0}, {1}.</param>
    /// <param name="values">Written as they always are: only the words are another language's.</param>
    public static string T(string english, params object?[] values) => string.Format(CultureInfo.CurrentCulture, Find(english), values);

    /// <summary>For those who have the literal from elsewhere, as <see cref="Phrase"/> has.</summary>
    internal static string Find(string english) => Of(Resource, english);

    /// <summary>A text of the page's language, or the English one where it is not translated.</summary>
    internal static string Of(ResourceManager texts, string english) => CultureInfo.CurrentUICulture.Equals(Pseudo.Culture)
        ? Pseudo.Of(english)
        : texts.GetString(Name(english)) ?? english;

    /// <summary>The names of resources are the same in capital and small letters, and "Running" is another text than "running".</summary>
    internal static string Name(string english) => char.IsLower(english[0]) ? '_' + english : english;
}
