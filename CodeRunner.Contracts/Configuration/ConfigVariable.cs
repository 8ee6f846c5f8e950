namespace CodeRunner.Contracts.Configuration;

public sealed record ConfigVariable(string Key, string? Value, string? Description);
