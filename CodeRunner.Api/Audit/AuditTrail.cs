using CodeRunner.Api.Access;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

/// <summary>Writes down what callers do, in the transaction of what they do.</summary>
internal sealed class AuditTrail(CodeRunnerDb db, TimeProvider time)
{
    public async Task AddAsync(
        Guid projectId,
        Caller caller,
        string action,
        string target,
        EnvironmentName? environment,
        AuditOutcome outcome,
        object? detail,
        CancellationToken cancellationToken)
    {
        var email = await db.Users.Where(user => user.Id == caller.Id).Select(user => user.Email).SingleOrDefaultAsync(cancellationToken);
        var what = new AuditEvent(projectId, new AuditActor(caller.Id, email ?? ""), action, target.Length > AuditEvent.MostTargetLength ? target[..AuditEvent.MostTargetLength] : target)
        {
            Environment = environment,
            Ip = caller.Ip,
            Outcome = outcome,
            Detail = detail is null ? "{}" : AuditEvent.Json(detail),
        };
        await db.AppendAuditAsync(what, time.GetUtcNow(), cancellationToken);
    }
}
