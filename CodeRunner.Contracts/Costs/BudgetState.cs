using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Costs;

public enum BudgetState
{
    Ok,

    /// <summary>The month is expected to end over it.</summary>
    [JsonStringEnumMemberName("forecast_over")]
    ForecastOver,

    /// <summary>More was spent already.</summary>
    Over,
}
