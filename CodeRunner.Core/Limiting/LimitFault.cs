namespace CodeRunner.Core.Limiting;

/// <summary>What does not fit: <paramref name="Wanted"/> in all, of which <paramref name="Limit"/> may be and <paramref name="Used"/> are.</summary>
public sealed record LimitFault(LimitHolder Holder, LimitedResource Resource, decimal Limit, decimal Used, decimal Wanted);
