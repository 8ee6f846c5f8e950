using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Api.Releases;

/// <summary>Section Sources: how much may be handed over.</summary>
internal sealed class SourcesOptions
{
    public const string Section = "Sources";

    /// <summary>An uploaded archive, in bytes.</summary>
    [Range(1, 10L << 30)]
    public long MaxArchiveBytes { get; set; } = 100 << 20;

    /// <summary>A JSON body with inline files, in bytes.</summary>
    [Range(1, 100 << 20)]
    public long MaxInlineBytes { get; set; } = 5 << 20;

    [Range(1, 10_000)]
    public int MaxInlineFiles { get; set; } = 500;

    /// <summary>"name:port" of hosts from which git may be spoken over plain http, as the Worker has it too.</summary>
    public string[] AllowedPrivateGitHosts { get; set; } = [];

    /// <summary>Releases of one deployment that wait or are on their way.</summary>
    [Range(1, 1000)]
    public int MaxUnfinishedReleases { get; set; } = 20;

    /// <summary>Releases of one deployment whose source is kept.</summary>
    [Range(1, 1000)]
    public int KeptSources { get; set; } = 10;

    /// <summary>Bytes of all sources that a project has stored.</summary>
    [Range(1, 1L << 40)]
    public long MaxProjectBytes { get; set; } = 1 << 30;
}
