using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Limiting;

public static class ReservationSums
{
    public static IQueryable<ReservationSum<TKey>> SumBy<TKey>(this IQueryable<DeploymentReservation> reservations, Expression<Func<DeploymentReservation, TKey>> key) => reservations
        .Where(each => each.Instances > 0)
        .GroupBy(key)
        .Select(group => new ReservationSum<TKey>
        {
            Key = group.Key,
            Instances = group.Sum(each => each.Instances),
            Cpus = group.Sum(each => each.Instances * each.Cpus),
            MemoryMb = group.Sum(each => each.Instances * each.MemoryMb),
        });

    public static async Task<Reservation> SumAsync(this IQueryable<DeploymentReservation> reservations, CancellationToken cancellationToken) =>
        (await reservations.SumBy(_ => 1).FirstOrDefaultAsync(cancellationToken))?.ToReservation() ?? default;
}
