using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Api.Costs;

/// <summary>Section Budgets.</summary>
internal sealed class BudgetOptions
{
    public const string Section = "Budgets";

    /// <summary>Between two looks for budgets of which something changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Budgets:Interval must be between a tenth of a second and an hour.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);
}
