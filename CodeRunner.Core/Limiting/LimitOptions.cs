using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Core.Limiting;

/// <summary>Section "Limits": what holds for every project and every user that an operator set nothing else for. What is left out is not limited.</summary>
public sealed class LimitOptions : IValidatableObject
{
    public const string Section = "Limits";

    public UsualLimits Project { get; set; } = new();

    public UsualLimits User { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Check("Project", Project).Concat(Check("User", User));

    private static IEnumerable<ValidationResult> Check(string whose, UsualLimits limits) => LimitRules.Check(limits.ToLimits())
        .Select(error => new ValidationResult($"{Section}:{whose}:{char.ToUpperInvariant(error.Field[0])}{error.Field[1..]}: {error.Text}"));
}
