using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Network;

namespace CodeRunner.Api.Access;

/// <summary>Section Access.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    public const string Section = "Access";
    public const int LeastKeyBytes = 32;

    /// <summary>Signs access tokens: base64 of 32 random bytes or more, the same for every Api.</summary>
    public string SigningKey { get; set; } = "";

    [Required]
    public string Issuer { get; set; } = "coderunner";

    [Required]
    public string Audience { get; set; } = "coderunner-api";

    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AccessTokenLife { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>After so long a session ends, however much it is used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Logins, registrations and refreshes a minute from one address.</summary>
    [Range(1, 1_000_000)]
    public int CredentialsPerMinute { get; set; } = 120;

    /// <summary>Logins a minute for one account, whoever sends them.</summary>
    [Range(1, 1_000_000)]
    public int LoginsPerMinute { get; set; } = 30;

    /// <summary>Requests a minute of one user.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 1200;

    /// <summary>Addresses (10.0.0.7) and networks (10.0.0.0/8), besides this machine's own, whose word about the client is believed: where the dashboard calls from.</summary>
    public string[] TrustedProxies { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(proxy => !Networks.TryParse(proxy, out _))
        .Select(proxy => new ValidationResult($"{Section}:{nameof(TrustedProxies)}: \"{proxy}\" is neither an address nor a network such as 10.0.0.0/8.", [nameof(TrustedProxies)]));

    /// <summary>Null when the text is no base64 or too short.</summary>
    public byte[]? DecodeKey()
    {
        var key = new byte[SigningKey.Length];
        return Convert.TryFromBase64String(SigningKey, key, out var length) && length >= LeastKeyBytes ? key[..length] : null;
    }
}
