namespace CodeRunner.Shim.Protocol;

/// <summary>
/// What a task of an engine that places its tasks itself is told by a file that only its first process may read: no one of ours stands beside it, so that its first process does
/// what is to be done there.
/// </summary>
internal sealed record TaskProgram(AppProgram App)
{
    public const string Argument = "task";

    /// <summary>Where the handover lies: in memory, as engines keep secrets.</summary>
    public const string Handover = "/run/secrets/coderunner";

    /// <summary>Where an image of ours holds the app's files.</summary>
    public const string Files = "/.coderunner/app";

    /// <summary>Whose the app's processes and files are, as the machine counts them.</summary>
    public required uint Uid { get; init; }

    /// <summary>The app gets its own copy of <see cref="Files"/>, which may become as large as this; null: it works in what is mounted for it.</summary>
    public MeasuredDirectory? Copy { get; init; }

    /// <summary>IPv4 networks that are out of reach, though others are not; null when all are but the app's own loopback.</summary>
    public IReadOnlyList<string>? Prohibited { get; init; }

    /// <summary>Let through although they are prohibited.</summary>
    public IReadOnlyList<NetworkEndpoint> Allowed { get; init; } = [];

    /// <summary>Values that are masked in what the app prints.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
