using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Ingress;

/// <summary>Section "Ingress".</summary>
public sealed class IngressOptions
{
    public const string Section = "Ingress";

    /// <summary>Where apps are reached; 0 takes a free port.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Whether other machines may connect; by default only this one.</summary>
    public bool Public { get; set; }

    /// <summary>An app's host name is its slug, a dot, and this.</summary>
    [Required]
    public string Domain { get; set; } = "localhost";

    [Range(0, long.MaxValue)]
    public long MaxRequestBodyBytes { get; set; } = 100 * 1024 * 1024;

    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    [Range(1, 100_000)]
    public int MaxConnectionsPerInstance { get; set; } = 1000;

    /// <summary>Until an app's answer begins.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Without a byte in either direction once an answer has begun; streams and WebSockets may be silent for long.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);
}
