using System.Globalization;

namespace CodeRunner.Web.Language;

/// <summary>The language of those who build pages: English in accents and brackets, so that a text that nobody can translate is seen.</summary>
internal static class Pseudo
{
    private const string Plain = "ABCDEFGHIJKLMNOPRSTUVWXYZabcdefghijklmnoprstuvwxyz";
    private const string Accented = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþŕšţûṽŵẋýž";

    public static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-XA");

    public static string Of(string english) => $"⟦{string.Concat(english.Select(Accent))}⟧";

    private static char Accent(char letter) => Plain.IndexOf(letter) is >= 0 and var place ? Accented[place] : letter;
}
