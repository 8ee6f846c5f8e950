using System.Diagnostics;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace CodeRunner.LocalAspire.Clients;

/// <summary>Makes a client span of each Redis command that runs within a recorded activity.</summary>
internal sealed class RedisTracing : IDisposable
{
    public const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly ActivitySource Source = new(SourceName);

    // A session lives as long as its activity; the listener drains it when the activity stops.
    private readonly ConditionalWeakTable<Activity, ProfilingSession> _sessions = [];
    private readonly ActivityListener _listener;

    public RedisTracing()
    {
        _listener = new ActivityListener { ShouldListenTo = source => source.Name != SourceName, ActivityStopped = Drain };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Trace(IConnectionMultiplexer connection) => connection.RegisterProfiler(CurrentSession);

    public void Dispose() => _listener.Dispose();

    private ProfilingSession? CurrentSession() =>
        Source.HasListeners() && Activity.Current is { Recorded: true } activity
            ? _sessions.GetValue(activity, static _ => new ProfilingSession())
            : null;

    private void Drain(Activity parent)
    {
        if (!_sessions.TryGetValue(parent, out var session)) return;
        _sessions.Remove(parent);
        foreach (var command in session.FinishProfiling()) Record(parent, command);
    }

    private static void Record(Activity parent, IProfiledCommand command)
    {
        var start = new DateTimeOffset(DateTime.SpecifyKind(command.CommandCreated, DateTimeKind.Utc));
        using var span = Source.StartActivity(
            command.Command, ActivityKind.Client, parent.Context, Tags(command), links: null, startTime: start);
        span?.SetEndTime(start.UtcDateTime + command.ElapsedTime);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Tags(IProfiledCommand command) =>
    [
        new("db.system", "redis"),
        new("db.redis.database_index", command.Db),
        new("db.operation.name", command.Command),
        new("server.address", command.EndPoint?.ToString()),
    ];
}
