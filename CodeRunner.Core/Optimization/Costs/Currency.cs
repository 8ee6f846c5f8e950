using System.Collections.Frozen;

namespace CodeRunner.Core.Optimization.Costs;

/// <summary>Currencies by their ISO 4217 codes. Nothing here converts one to another.</summary>
public static class Currency
{
    private const string Codes =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        + "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        + "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
        + "TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

    private static readonly FrozenSet<string> Known = Codes.Split(' ').ToFrozenSet();
    private static readonly FrozenSet<string> Whole =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ').ToFrozenSet();
    private static readonly FrozenSet<string> Thousandths = "BHD IQD JOD KWD LYD OMR TND".Split(' ').ToFrozenSet();

    public static bool IsKnown(string code) => Known.Contains(code);

    /// <summary>Behind the point, as an amount is written down: 2 for most.</summary>
    public static int DigitsOf(string code) => Whole.Contains(code) ? 0 : Thousandths.Contains(code) ? 3 : 2;

    /// <summary>Halves go away from zero, as on a bill.</summary>
    public static decimal Round(decimal amount, string code) => Math.Round(amount, DigitsOf(code), MidpointRounding.AwayFromZero);
}
