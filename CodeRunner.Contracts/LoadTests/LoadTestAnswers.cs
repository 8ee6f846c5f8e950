namespace CodeRunner.Contracts.LoadTests;

/// <summary>What became of requests: answers by the class of their status, those that broke, and those that were not done within their time.</summary>
public sealed record LoadTestAnswers(long Ok, long Redirects, long ClientErrors, long ServerErrors, long Broken, long TimedOut);
