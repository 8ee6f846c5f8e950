using CodeRunner.Contracts.Nodes;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Core.Nodes;

/// <summary>The swarm's machines in the database. What is wanted and what is so are written by two, one at a time.</summary>
public static class MachineTable
{
    private const string Lock = "machines";

    /// <summary>Until the caller's transaction ends nobody else changes what is wanted of a machine or says what is so.</summary>
    public static Task LockMachinesAsync(this CodeRunnerDb db, CancellationToken cancellationToken) => db.LockAsync(Lock, cancellationToken);

    /// <summary>What operators want and the swarm does not say yet, by machine.</summary>
    public static Task<Dictionary<string, MachineAvailability>> WantedOfMachinesAsync(this CodeRunnerDb db, CancellationToken cancellationToken) => db.Machines
        .Where(machine => machine.Wanted != null)
        .ToDictionaryAsync(machine => machine.Id, machine => machine.Wanted!.Value, cancellationToken);

    /// <summary>Writes down a look at the swarm; returns whether anything is still to come of what is wanted. What changed nothing is not written.</summary>
    public static Task<bool> KeepMachinesAsync(this CodeRunnerDb db, MachineLook look, DateTimeOffset now, CancellationToken cancellationToken) => db.InTransactionAsync(
        async () =>
        {
            await db.LockMachinesAsync(cancellationToken);
            var known = await db.Machines.ToDictionaryAsync(machine => machine.Id, cancellationToken);
            foreach (var (id, facts) in look.Machines)
                if (known.TryGetValue(id, out var machine))
                    machine.See(facts, now);
                else
                    db.Machines.Add(new Machine(id, facts, now));
            foreach (var (id, refusal) in look.Refusals)
                known.GetValueOrDefault(id)?.Refuse(refusal.Asked, refusal.Why);
            db.Machines.RemoveRange(known.Values.Where(machine => !look.Machines.ContainsKey(machine.Id)));
            await db.SaveChangesAsync(cancellationToken);
            return known.Values.Any(machine => look.Machines.ContainsKey(machine.Id) && IsMoving(machine));
        },
        cancellationToken);

    private static bool IsMoving(Machine machine) =>
        machine.Wanted is not null || machine.Facts is { Availability: MachineAvailability.Drain, Sandboxes: > 0, State: MachineState.Ready };
}
