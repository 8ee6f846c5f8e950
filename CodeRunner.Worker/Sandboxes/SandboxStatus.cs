namespace CodeRunner.Worker.Sandboxes;

/// <summary><see cref="Exit"/> is null while it runs. <see cref="Port"/> is what the app was told, as it sees it.</summary>
public sealed record SandboxStatus(Guid Id, SandboxLabels Labels, SandboxPurpose Purpose, DateTimeOffset StartedAt, int? Port, SandboxExit? Exit)
{
    public bool Running => Exit is null;
}
