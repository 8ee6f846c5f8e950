using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRunner.Api.Access;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Deployments;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

/// <summary>Writes down what callers do, in the transaction of what they do, and what they were not allowed to do, whatever becomes of the request.</summary>
internal sealed class AuditTrail(CodeRunnerDb db, IServiceScopeFactory scopes, TimeProvider time)
{
    private readonly List<AuditEvent> denied = [];

    public Task AddAsync(AuditEvent what, CancellationToken cancellationToken) => db.AppendAuditAsync(what, time.GetUtcNow(), cancellationToken);

    public async Task AddAsync(
        Guid chainId,
        Caller caller,
        string action,
        string target,
        EnvironmentName? environment,
        AuditOutcome outcome,
        object? detail,
        CancellationToken cancellationToken) =>
        await AddAsync(await DescribeAsync(chainId, caller, action, target, environment, outcome, detail, cancellationToken), cancellationToken);

    /// <summary>What was done to a deployment: the last of what its transaction does, because a log's head is held by whoever writes until the end.</summary>
    public Task AddAsync(Deployment deployment, Caller caller, string action, object? detail, CancellationToken cancellationToken) =>
        AddAsync(deployment.ProjectId, caller, action, TargetOf(deployment), deployment.Environment, AuditOutcome.Done, detail, cancellationToken);

    /// <summary>As the other, for a deployment that the caller may see and not change; null for nothing.</summary>
    public Task DenyAsync(Deployment? denied, Caller caller, string action, CancellationToken cancellationToken) => denied is null
        ? Task.CompletedTask
        : DenyAsync(denied.ProjectId, caller, action, TargetOf(denied), denied.Environment, cancellationToken);

    public async Task DenyAsync(Guid chainId, Caller caller, string action, string target, EnvironmentName? environment, CancellationToken cancellationToken) =>
        await DenyAsync(await DescribeAsync(chainId, caller, action, target, environment, AuditOutcome.Denied, null, cancellationToken), cancellationToken);

    /// <summary>
    /// Writes down a try that is denied, in a transaction of its own: the request's may be rolled back, as a request that failed is with an Idempotency-Key. Within a
    /// transaction it is only noted, for <see cref="WriteDeniedAsync"/>: who holds a connection and waits for a second one can keep all others from theirs.
    /// </summary>
    public async Task DenyAsync(AuditEvent what, CancellationToken cancellationToken)
    {
        denied.Add(what);
        await WriteDeniedAsync(cancellationToken);
    }

    /// <summary>Writes down what was denied, unless a transaction is still open: then its opener asks again, after its end and before the answer goes out.</summary>
    public async Task WriteDeniedAsync(CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
            return;
        foreach (var what in denied)
            await AppendAsync(what, cancellationToken);
        denied.Clear();
    }

    private async Task AppendAsync(AuditEvent what, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<CodeRunnerDb>();
        var now = time.GetUtcNow();
        // Who tries again and again holds up nobody by it.
        if (await own.SumUpDenialAsync(what, now, cancellationToken) is null)
            return;
        await own.InTransactionAsync(
            async () =>
            {
                // Of many at once each sees those before it.
                await own.HoldAuditAsync(what.ChainId, cancellationToken);
                if (await own.SumUpDenialAsync(what, now, cancellationToken) is { } entry)
                    await own.AppendAuditAsync(entry, now, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private static string TargetOf(Deployment deployment) => $"deployment {deployment.Id}";

    private async Task<AuditEvent> DescribeAsync(
        Guid chainId,
        Caller caller,
        string action,
        string target,
        EnvironmentName? environment,
        AuditOutcome outcome,
        object? detail,
        CancellationToken cancellationToken)
    {
        var email = await db.Users.Where(user => user.Id == caller.Id).Select(user => user.Email).SingleOrDefaultAsync(cancellationToken);
        return new AuditEvent(chainId, new AuditActor(caller.Id, email ?? ""), action, AuditEvent.Cut(target))
        {
            Environment = environment,
            Ip = caller.Ip,
            Outcome = outcome,
            Detail = Describe(detail, caller),
        };
    }

    /// <summary>What was done with an API token names it.</summary>
    private static string Describe(object? detail, Caller caller)
    {
        if (caller.Token is not { } token)
            return detail is null ? "{}" : AuditEvent.Json(detail);
        var described = detail is null ? new JsonObject() : JsonSerializer.SerializeToNode(detail, Wire.Json)!.AsObject();
        described["token"] = token.Name;
        return AuditEvent.Json(described);
    }
}
