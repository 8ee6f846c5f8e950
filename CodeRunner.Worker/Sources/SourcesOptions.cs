using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Worker.Sources;

/// <summary>Bounds of what a person may hand over as source.</summary>
public sealed class SourcesOptions
{
    public const string Section = "Sources";

    /// <summary>Bytes of all files together, unpacked.</summary>
    [Range(1L << 20, 1L << 40, ErrorMessage = "Sources:MaxBytes must be between 1 MiB and 1 TiB.")]
    public long MaxBytes { get; set; } = 512L << 20;

    /// <summary>Files and folders together.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Sources:MaxFiles must be between 1 and 10,000,000.")]
    public int MaxFiles { get; set; } = 50_000;

    /// <summary>Unpacked bytes for each byte of the archive. It counts from 16 MiB on: small files of one letter are no attack.</summary>
    [Range(2, 2000, ErrorMessage = "Sources:MaxRatio must be between 2 and 2,000.")]
    public int MaxRatio { get; set; } = 200;

    [Range(1, 255, ErrorMessage = "Sources:MaxDepth must be between 1 and 255.")]
    public int MaxDepth { get; set; } = 64;

    /// <summary>Bytes of one path in UTF-8.</summary>
    [Range(16, 2048, ErrorMessage = "Sources:MaxPathBytes must be between 16 and 2,048.")]
    public int MaxPathBytes { get; set; } = 1024;

    /// <summary>How long a git repository may take to arrive.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Sources:GitTimeout must be between a second and an hour.")]
    public TimeSpan GitTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Hosts ("name:port") that git may reach although they are private, and over plain http: a company's own git server, or a test's. Everything else
    /// must be https to a public address.
    /// </summary>
    public IList<string> AllowedPrivateGitHosts { get; init; } = [];
}
