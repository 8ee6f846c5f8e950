namespace Aspire.Hosting.ApplicationModel;

/// <summary>One resource has to do with another.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);
