using System.Text.Json.Serialization;

namespace CodeRunner.Contracts.Alerts;

/// <summary>What a rule watches. Thresholds: crashes in a row; % of the limit for cpu, memory and disk; % of the requests; ms. "down" has none.</summary>
public enum AlertKind
{
    Down,

    [JsonStringEnumMemberName("crash_loop")]
    CrashLoop,

    Cpu,
    Memory,
    Disk,

    [JsonStringEnumMemberName("error_rate")]
    ErrorRate,

    P95,

    /// <summary>A project's budget, in % of it: of no deployment, and without a rule.</summary>
    Budget,
}
