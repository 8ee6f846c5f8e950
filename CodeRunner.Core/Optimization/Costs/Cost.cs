namespace CodeRunner.Core.Optimization.Costs;

/// <summary>
/// Exact, in the currency of its price list; rounded only where it is shown. <see cref="Idle"/> is the part of <see cref="Cpu"/> and <see cref="Memory"/> that was reserved
/// and not used.
/// </summary>
public readonly record struct Cost(decimal Cpu, decimal Memory, decimal Requests, decimal Egress, decimal Idle)
{
    /// <summary>Idle cost is in it already.</summary>
    public decimal Total => Cpu + Memory + Requests + Egress;

    public static Cost operator +(Cost one, Cost other) => new(
        one.Cpu + other.Cpu, one.Memory + other.Memory, one.Requests + other.Requests, one.Egress + other.Egress, one.Idle + other.Idle);
}
