using System.ComponentModel.DataAnnotations;
using CodeRunner.Core.Network;

namespace CodeRunner.Worker.Ingress;

/// <summary>Section "Ingress".</summary>
public sealed class IngressOptions : IValidatableObject
{
    public const string Section = "Ingress";

    /// <summary>Where apps are reached; all Workers of a machine share it. 0 takes a free port, which nobody shares.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Whether Workers of this machine hand the port on to each other. Not where each has a network of its own, as in containers: a port that is handed over leads to the network that it was opened in.</summary>
    public bool Shared { get; set; } = true;

    /// <summary>Whether other machines may connect; by default only this one.</summary>
    public bool Public { get; set; }

    /// <summary>An app's host name is its slug, a dot, and this.</summary>
    [Required]
    public string Domain { get; set; } = "localhost";

    /// <summary>Addresses (10.0.0.1) and networks (10.0.0.0/8) of proxies in front, whose word about the client is believed.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>No deployment lets a larger body in, whatever its own limit.</summary>
    [Range(0, long.MaxValue)]
    public long MaxRequestBodyBytes { get; set; } = 10L << 30;

    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>At the bound, connections wait in the kernel's queue for a place here or in another Worker.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    [Range(1, 100_000)]
    public int MaxConnectionsPerInstance { get; set; } = 1000;

    /// <summary>From a request's first byte to the end of its headers.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A client that sends its body, or takes an answer, more slowly than this for long is cut off; one that has nothing to send or to take is not.</summary>
    [Range(0, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 100;

    /// <summary>Until an app's answer begins, counted from the last of the request that it took.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Without a byte in either direction once an answer has begun; streams and WebSockets may be silent for long.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a request waits for an app that is woken, or starts again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Ingress:WakeTimeout must be between a second and ten minutes.")]
    public TimeSpan WakeTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests of one app that wait so; those beyond are told to come again. Nothing of their bodies is read meanwhile.</summary>
    [Range(1, 10_000, ErrorMessage = "Ingress:MaxWaiting must be between 1 and 10000.")]
    public int MaxWaiting { get; set; } = 200;

    /// <summary>And of all apps together.</summary>
    [Range(1, 100_000, ErrorMessage = "Ingress:MaxWaitingInAll must be between 1 and 100000.")]
    public int MaxWaitingInAll { get; set; } = 2000;

    /// <summary>How long requests and WebSockets may last after the Worker was told to end.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(proxy => !Networks.TryParse(proxy, out _))
        .Select(proxy => new ValidationResult($"Ingress:TrustedProxies: \"{proxy}\" is neither an address nor a network such as 10.0.0.0/8.", [nameof(TrustedProxies)]));
}
