namespace CodeRunner.Worker.Ingress;

/// <summary>A release that began to serve a moment ago, and the trace that its first request belongs to.</summary>
internal sealed record ServingRelease(Guid Id, int Number, string TraceParent);
