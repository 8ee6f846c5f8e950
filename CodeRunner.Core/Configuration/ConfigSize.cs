namespace CodeRunner.Core.Configuration;

/// <summary>How many keys a version has, by its id.</summary>
public sealed record ConfigSize(Guid Id, int Keys);
