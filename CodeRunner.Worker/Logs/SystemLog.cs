using CodeRunner.Contracts.Logs;

namespace CodeRunner.Worker.Logs;

/// <summary>What the platform itself says in a deployment's log.</summary>
internal sealed class SystemLog(ILogSink sink, TimeProvider clock)
{
    public ValueTask SayAsync(Guid projectId, Guid deploymentId, Guid? releaseId, Guid? instanceId, string text, CancellationToken cancellationToken) =>
        sink.WriteAsync(
            new LogEntry
            {
                ProjectId = projectId,
                DeploymentId = deploymentId,
                ReleaseId = releaseId,
                InstanceId = instanceId,
                SandboxId = Guid.CreateVersion7(),
                Seq = 1,
                Time = clock.GetUtcNow(),
                Stream = LogStream.System,
                Text = text,
            },
            cancellationToken);
}
