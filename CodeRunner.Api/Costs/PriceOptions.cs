using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Optimization.Costs;

namespace CodeRunner.Api.Costs;

/// <summary>Section Prices: what the platform's owner counts resources at. The usual ones are about what small cloud machines cost.</summary>
internal sealed class PriceOptions : IValidatableObject
{
    public const string Section = "Prices";

    /// <summary>An ISO 4217 code.</summary>
    public string Currency { get; set; } = "USD";

    public decimal CpuHour { get; set; } = 0.02m;

    public decimal GbHour { get; set; } = 0.005m;

    public decimal Request { get; set; }

    public decimal EgressGb { get; set; }

    public PriceList ToList() => new(Currency, CpuHour, GbHour, Request, EgressGb);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ToList().Errors().Select(error => new ValidationResult($"Prices:{char.ToUpperInvariant(error.Key[0])}{error.Key[1..]}: {error.Value}"));
}
