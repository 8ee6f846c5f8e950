namespace CodeRunner.Core.Metrics;

/// <summary>What a roll-up did: <see cref="Blocks"/> it took off the list, <see cref="Torn"/> of them with a row that can't be read, the first of which is this deployment's.</summary>
public sealed record RollupResult(int Blocks, int Torn, Guid? FirstTorn)
{
    public RollupResult And(RollupResult later) => new(Blocks + later.Blocks, Torn + later.Torn, FirstTorn ?? later.FirstTorn);
}
