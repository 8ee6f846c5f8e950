namespace CodeRunner.Tests.Telemetry;

/// <summary>A span as it came. <see cref="Error"/>: its status says so, with what.</summary>
public sealed record ReceivedSpan(
    string Service, string Source, string TraceId, string SpanId, string ParentId, string Name, ulong Began, ulong Ended, bool Failed, string Error, IReadOnlyDictionary<string, string> Tags);
