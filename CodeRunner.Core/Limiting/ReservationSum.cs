namespace CodeRunner.Core.Limiting;

/// <summary>What all deployments of a group reserve.</summary>
public sealed class ReservationSum<TKey>
{
    public required TKey Key { get; init; }

    public required int Instances { get; init; }

    public required decimal Cpus { get; init; }

    public required long MemoryMb { get; init; }

    public Reservation ToReservation() => new(Instances, Cpus, MemoryMb);
}
