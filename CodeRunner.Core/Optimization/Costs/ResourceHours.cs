namespace CodeRunner.Core.Optimization.Costs;

/// <summary>Cores and GB (2^30 bytes) of memory, times hours.</summary>
public readonly record struct ResourceHours(double Cpu, double Gb);
