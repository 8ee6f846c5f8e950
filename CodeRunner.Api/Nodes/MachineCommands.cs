using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Audit;
using CodeRunner.Contracts.Nodes;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Nodes;

/// <summary>What operators want of the swarm's machines: written down here, and carried out by a Worker, which is the only one that can ask the swarm.</summary>
internal sealed class MachineCommands(CodeRunnerDb db, AuditTrail audit)
{
    private const string LastOne =
        "No other machine takes apps: draining this one ends all of them, and none starts again. Activate another machine first, or say force=true to drain it all the same.";

    public Task<Results<Accepted<MachineResponse>, ProblemHttpResult>> DrainAsync(string id, bool force, Caller caller, CancellationToken cancellationToken) => WantAsync(
        id, MachineAvailability.Drain, "machine.drain", caller,
        async machine => force || await HasAnotherAsync(machine, cancellationToken) ? null : Refusal.Conflict(LastOne), cancellationToken);

    public Task<Results<Accepted<MachineResponse>, ProblemHttpResult>> ActivateAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        WantAsync(id, MachineAvailability.Active, "machine.activate", caller, _ => Task.FromResult<ProblemHttpResult?>(null), cancellationToken);

    /// <summary>What makes no difference is accepted, and not written down.</summary>
    private Task<Results<Accepted<MachineResponse>, ProblemHttpResult>> WantAsync(
        string id, MachineAvailability availability, string action, Caller caller, Func<Machine, Task<ProblemHttpResult?>> check, CancellationToken cancellationToken) =>
        db.InTransactionAsync<Results<Accepted<MachineResponse>, ProblemHttpResult>>(
            async () =>
            {
                if (!await db.IsOperatorAsync(caller, cancellationToken))
                    return Refusal.OperatorsOnly();
                await db.LockMachinesAsync(cancellationToken);
                if (await db.Machines.SingleOrDefaultAsync(machine => machine.Id == id, cancellationToken) is not { } machine)
                    return Refusal.NotFound();
                if (machine.Meant == availability)
                    return Accepted(machine);
                if (await check(machine) is { } refusal)
                    return refusal;
                machine.TryWant(availability);
                await db.SaveChangesAsync(cancellationToken);
                await audit.AddAsync(AuditChain.Platform, caller, action, $"machine {machine.Facts.Name}", null, AuditOutcome.Done, new { id = machine.Id }, cancellationToken);
                return Accepted(machine);
            },
            cancellationToken);

    private async Task<bool> HasAnotherAsync(Machine machine, CancellationToken cancellationToken) =>
        (await db.Machines.AsNoTracking().Where(other => other.Id != machine.Id).ToListAsync(cancellationToken)).Exists(other => other.TakesApps);

    private static Accepted<MachineResponse> Accepted(Machine machine) => TypedResults.Accepted("/api/system/machines", machine.Show());
}
