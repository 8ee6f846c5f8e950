namespace CodeRunner.Contracts.LoadTests;

/// <summary>
/// What was measured with so many requests at once. <paramref name="Errors"/> are answers of status 500 and more, and requests that broke or were late; <paramref name="Throughput"/> is of the others,
/// a second. Percentiles are of all that were answered, in milliseconds, null where none was. <paramref name="Bytes"/> are those of bodies.
/// </summary>
public sealed record LoadTestStep(
    int Concurrency, double Seconds, long Requests, long Errors, LoadTestAnswers Answers, double Throughput, double? P50, double? P95, double? P99, long Bytes, int Instances);
