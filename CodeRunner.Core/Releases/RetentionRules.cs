namespace CodeRunner.Core.Releases;

/// <summary>How much is kept for rollbacks: earlier releases of each deployment, and bytes of all artifacts of a project.</summary>
public sealed record RetentionRules(int MostEarlier, long MostBytes);
