namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>Of which canary something was found, and how it is encoded there.</summary>
internal sealed record Finding(string Key, string How);
