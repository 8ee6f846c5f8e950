using CodeRunner.Contracts.Logs;
using CodeRunner.Worker.Nodes;

namespace CodeRunner.Worker.Logs;

/// <summary>What the platform itself says in a deployment's log.</summary>
internal sealed class SystemLog(ILogSink sink, TimeProvider clock)
{
    public ValueTask SayAsync(Ownership ownership, Guid projectId, Guid? releaseId, Guid? instanceId, string text, CancellationToken cancellationToken) =>
        sink.WriteAsync(
            new LogEntry
            {
                Ownership = ownership,
                ProjectId = projectId,
                ReleaseId = releaseId,
                InstanceId = instanceId,
                SandboxId = null,
                Seq = 1,
                Time = clock.GetUtcNow(),
                Stream = LogStream.System,
                Text = text,
            },
            cancellationToken);
}
