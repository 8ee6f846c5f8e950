using System.Globalization;

namespace CodeRunner.Web.Costs;

/// <summary>How amounts are written: with their currency's code, which is never converted.</summary>
public static class MoneyWords
{
    /// <summary>"12.40 EUR"; of less than a tenth, as many digits as say something.</summary>
    public static string Of(decimal amount, string currency) => T("{0} {1}", Number(amount), currency);

    public static string Number(decimal amount) => amount.ToString(amount == 0 || Math.Abs(amount) >= 0.1m ? "#,0.00" : "0.0####", CultureInfo.InvariantCulture);

    public static int Percent(decimal part, decimal whole) => whole <= 0 ? 0 : (int)Math.Round(100 * part / whole);
}
