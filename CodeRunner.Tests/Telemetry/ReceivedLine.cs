namespace CodeRunner.Tests.Telemetry;

/// <summary>A log line as it came; the ids are empty outside of any trace.</summary>
public sealed record ReceivedLine(string Service, string Text, string TraceId, string SpanId);
