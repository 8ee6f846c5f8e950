namespace CodeRunner.LocalAspire.Processes;

/// <summary>A program to run, and how it is to end.</summary>
internal sealed record ProcessSpec(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Written to standard input, which is then closed.</summary>
    public string Input { get; init; } = "";

    /// <summary>What the kernel sends it when the AppHost dies without a word.</summary>
    public int DeathSignal { get; init; } = Signal.Kill;

    /// <summary>What asks it to end.</summary>
    public int StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether what it started ends with it. Not for a project: the worker's apps outlive the worker.</summary>
    public bool EndsItsChildren { get; init; }

    /// <summary>The unprivileged user it runs as, when the AppHost is root.</summary>
    public ServiceUser? User { get; init; }
}
