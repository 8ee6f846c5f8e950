using System.ComponentModel.DataAnnotations;
using System.Net;

namespace CodeRunner.ServiceDefaults.Management;

/// <summary>Section "Management": where a service answers who watches it. Nothing that people use goes there.</summary>
public sealed class ManagementOptions : IValidatableObject
{
    public const string Section = "Management";

    /// <summary>Loopback; another address only in a network that has nobody else in it.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free one, which the file in <see cref="TargetsDirectory"/> names.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Where Prometheus finds what to ask: each service writes `coderunner-*.json` there. Empty: nowhere.</summary>
    public string TargetsDirectory { get; set; } = "";

    internal IPAddress Listening => IPAddress.Parse(Address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => IPAddress.TryParse(Address, out _)
        ? []
        : [new ValidationResult($"{Section}:{nameof(Address)}: \"{Address}\" is no IP address.", [nameof(Address)])];
}
