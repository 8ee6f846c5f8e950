namespace CodeRunner.Core.Scaling.Deciding;

/// <summary>A healthy instance of the release that serves; how long its last start took is null where nobody knows.</summary>
public readonly record struct ScaledInstance(Guid Id, DateTimeOffset HealthySince, TimeSpan? Start);
