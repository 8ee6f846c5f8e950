using CodeRunner.Contracts.Limiting;

namespace CodeRunner.Core.Limiting;

/// <summary>Who a project passes to when the one whom it counts against owns it no more. Pure.</summary>
public static class Heirs
{
    /// <summary>
    /// The first who has room for what the project has <paramref name="reserved"/>; null where none has. The <paramref name="owners"/> come longest-serving first, each with the limits and what
    /// is reserved of them.
    /// </summary>
    public static Guid? Choose(IEnumerable<(Guid Id, ResourceLimits Limits, Reservation Used)> owners, Reservation reserved) => owners
        .Where(owner => LimitDecider.Refuse([new Allowance(LimitHolder.User, owner.Limits, owner.Used)], default, reserved) is null)
        .Select(owner => (Guid?)owner.Id)
        .FirstOrDefault();
}
