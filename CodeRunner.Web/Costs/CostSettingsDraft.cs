using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CodeRunner.Contracts.Costs;

namespace CodeRunner.Web.Costs;

/// <summary>Prices and a budget while somebody types them.</summary>
public sealed class CostSettingsDraft(CostSettingsResponse of)
{
    public bool Own { get; set; } = of.OwnPrices;

    public string Currency { get; set; } = of.Prices.Currency;

    public string? Budget { get; set; } = of.BudgetPerMonth?.ToString(CultureInfo.InvariantCulture);

    public IReadOnlyList<Price> Prices { get; } =
    [
        new("cpuHour", T("A core for an hour"), of.Prices.CpuHour), new("gbHour", T("A GB of memory for an hour"), of.Prices.GbHour),
        new("request", T("A request"), of.Prices.Request), new("egressGb", T("A GB that is sent"), of.Prices.EgressGb),
    ];

    public bool TryRead([NotNullWhen(true)] out CostSettings? settings, [NotNullWhen(false)] out string? wrong)
    {
        (settings, wrong) = (null, null);
        decimal? budget = null;
        if (!string.IsNullOrWhiteSpace(Budget))
        {
            if (!TryAmount(Budget, out var amount))
                wrong = T("The budget must be an amount, such as 40 or 12.50.");
            budget = amount;
        }
        var prices = new decimal[Prices.Count];
        for (var index = 0; Own && wrong is null && index < prices.Length; index++)
        {
            if (!TryAmount(Prices[index].Text, out prices[index]))
                wrong = T("“{0}” must be a price, such as 0.02.", Prices[index].Label);
        }
        if (wrong is not null)
            return false;
        settings = new CostSettings(Own ? new PricesResponse(Currency.Trim().ToUpperInvariant(), prices[0], prices[1], prices[2], prices[3]) : null, budget);
        return true;
    }

    private static bool TryAmount(string? text, out decimal amount) => decimal.TryParse((text ?? "").Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount);

    /// <summary>One price, by the field's name in the API.</summary>
    public sealed class Price(string name, string label, decimal value)
    {
        public string Field => name;

        public string Label => label;

        public string? Text { get; set; } = value.ToString("0.############", CultureInfo.InvariantCulture);
    }
}
