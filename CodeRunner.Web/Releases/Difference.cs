namespace CodeRunner.Web.Releases;

/// <summary>One thing that a rollback changes.</summary>
public sealed record Difference(string What, string From, string To);
