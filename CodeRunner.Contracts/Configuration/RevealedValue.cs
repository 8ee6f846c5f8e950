namespace CodeRunner.Contracts.Configuration;

public sealed record RevealedValue(string Value);
