namespace CodeRunner.Core.Scaling.Compatibility;

/// <summary>
/// Unless it is <paramref name="Valid"/> it could not tell, and the rest says nothing. <paramref name="ExcessBurstCapacity"/>: below 0, the ready pods can't take the
/// burst that is asked for.
/// </summary>
public readonly record struct KpaDecision(bool Valid, int Desired, int ExcessBurstCapacity);
