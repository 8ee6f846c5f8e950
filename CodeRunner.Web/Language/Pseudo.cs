using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeRunner.Web.Language;

/// <summary>The language of those who build pages: English in accents and brackets, so that a text that nobody can translate is seen.</summary>
internal static partial class Pseudo
{
    private const string Plain = "ABCDEFGHIJKLMNOPRSTUVWXYZabcdefghijklmnoprstuvwxyz";
    private const string Accented = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþŕšţûṽŵẋýž";

    public static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-XA");

    /// <summary>All but the places of values.</summary>
    public static string Of(string english) => $"⟦{Parts().Replace(english, part => part.Value[0] == '{' ? part.Value : string.Concat(part.Value.Select(Accent)))}⟧";

    private static char Accent(char letter) => Plain.IndexOf(letter) is >= 0 and var place ? Accented[place] : letter;

    [GeneratedRegex(@"\{[^{}]*\}|[^{}]+")]
    private static partial Regex Parts();
}
