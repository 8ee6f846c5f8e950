namespace CodeRunner.Core.Deployments.Reconciling;

/// <summary>How far a Worker is with removing a deleted deployment's files: since when it tries, and what stands in the way or is being done.</summary>
public sealed record FileRemoval(DateTimeOffset Since, bool Done, string Doing = "");
