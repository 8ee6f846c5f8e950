using System.ComponentModel.DataAnnotations;

namespace CodeRunner.Api.Audit.Checkpoints;

/// <summary>Section Audit.</summary>
internal sealed class CheckpointOptions
{
    public const string Section = "Audit";

    /// <summary>Where signed checkpoints of the audit logs are appended to files, one a project and one for the platform itself; several Apis may share it; best on a disk that who administers the database can't write. None when empty.</summary>
    public string CheckpointDirectory { get; set; } = "";

    /// <summary>How often; only logs that grew get one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);
}
