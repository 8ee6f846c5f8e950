namespace CodeRunner.Benchmarks.Chaos;

/// <summary>What was asked of a platform under faults, and what became of its promises. <see cref="Broken"/> is empty where all were kept.</summary>
internal sealed record ChaosOutcome(
    int Requests,
    int RequestsFailed,
    int WritesAccepted,
    int WritesRefused,
    int WritesLost,
    int ReleasesAccepted,
    int ReleasesLost,
    int ReleasesUnfinished,
    int ProcessesChanged,
    long Lines,
    long LinesLost,
    long LinesDoubled,
    int AuditBroken,
    TimeSpan Settled)
{
    /// <summary>Each promise by its name, and how often it was broken.</summary>
    public IReadOnlyList<(string Name, long Times, string Unit)> Promises =>
    [
        ("writes-lost", WritesLost, "keys"), ("releases-lost", ReleasesLost, "releases"), ("releases-unfinished", ReleasesUnfinished, "releases"), ("processes-changed", ProcessesChanged, "apps"),
        ("lines-lost", LinesLost, "lines"), ("lines-doubled", LinesDoubled, "lines"), ("audit-broken", AuditBroken, "chains"),
    ];

    public IEnumerable<string> Broken => Promises.Where(each => each.Times != 0).Select(each => $"{each.Name}: {each.Times}");
}
