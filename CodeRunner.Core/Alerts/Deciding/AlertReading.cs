namespace CodeRunner.Core.Alerts.Deciding;

/// <summary>What a rule sees at one moment.</summary>
public abstract record AlertReading
{
    private AlertReading()
    {
    }

    /// <summary>Nothing is known, as without metrics or without requests.</summary>
    public static AlertReading Unknown { get; } = new Missing();

    public static AlertReading Fine { get; } = new Clear();

    public sealed record Missing : AlertReading;

    public sealed record Clear : AlertReading;

    /// <summary>It holds; <paramref name="Value"/> in the kind's unit, null where nothing is measured.</summary>
    public sealed record Breached(double? Value) : AlertReading;

    /// <summary>There is nothing to watch, as of a deployment that was stopped.</summary>
    public sealed record Off(string Why) : AlertReading;
}
