using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Webhooks;

namespace CodeRunner.Api.Webhooks;

/// <summary>Section "Webhooks".</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>
    /// Hosts ("name:port") that may be told although they are private: a company's own chat, or a test's receiver. Everything else must have public addresses only.
    /// </summary>
    public IList<string> AllowedPrivateHosts { get; init; } = [];

    /// <summary>Until a receiver's connection is there, TLS included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Webhooks:ConnectTimeout must be between a tenth of a second and a minute.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Until a receiver has answered, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Webhooks:Timeout must be between a tenth of a second and a minute.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Before the second try; each later wait is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Webhooks:FirstRetry must be between a tenth of a second and an hour.")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00", ErrorMessage = "Webhooks:LongestRetry must be between a tenth of a second and a day.")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What did not arrive by then is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ErrorMessage = "Webhooks:GiveUpAfter must be between zero and seven days.")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Messages that one Api sends at once, to all receivers together.</summary>
    [Range(1, 1000, ErrorMessage = "Webhooks:Parallel must be between 1 and 1,000.")]
    public int Parallel { get; set; } = 32;

    public WebhookRetry Retry => new() { First = FirstRetry, Longest = LongestRetry, GiveUpAfter = GiveUpAfter };
}
