using CodeRunner.Core.Optimization.Histograms;

namespace CodeRunner.Core.Optimization.Sizing;

/// <summary>What was seen of memory as it is stored, in JSON: values in bytes; <see cref="Last"/> is the newest.</summary>
public sealed record MemoryCheckpoint(HistogramCheckpoint Seen, double Last);
