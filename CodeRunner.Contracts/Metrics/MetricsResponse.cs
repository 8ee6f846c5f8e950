namespace CodeRunner.Contracts.Metrics;

/// <summary>
/// A point each <see cref="Step"/> seconds from <see cref="From"/> up to before <see cref="To"/>, 1,000 at most: the step is longer than asked for where it must be.
/// </summary>
public sealed record MetricsResponse(DateTimeOffset From, DateTimeOffset To, int Step, IReadOnlyList<MetricSeries> Series);
