namespace CodeRunner.Worker.Ingress;

internal sealed record RouteInstance(Guid InstanceId, Guid SandboxId);
