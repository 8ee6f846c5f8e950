namespace CodeRunner.Worker.Sandboxes;

/// <summary>Whose sandbox it is, kept with it so that a new Worker knows. A build has no <see cref="InstanceId"/>.</summary>
public sealed record SandboxLabels(Guid ProjectId, Guid DeploymentId, Guid ReleaseId, Guid? InstanceId, int Epoch);
