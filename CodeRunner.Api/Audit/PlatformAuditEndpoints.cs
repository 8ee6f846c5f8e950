using CodeRunner.Api.Access;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Audit;

/// <summary>The platform's own audit log, for operators: who signed in or tried to, and what is no project's.</summary>
internal static class PlatformAuditEndpoints
{
    public static RouteGroupBuilder MapPlatformAudit(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/system/audit").WithTags("System").WithMetadata(new PeopleOnly());
        audit.MapGet("/", ListAsync).Describe("Who signed in or tried to, and what was done that is no project's, newest first (operators)", 400, 401, 403, 429).Example(null, Examples.PlatformAudit);
        audit.MapGet("/verify", VerifyAsync)
            .Describe("Follow the platform's chain of hashes, and compare it with its signed checkpoints; one at a time (operators)", 401, 403, 409, 429).Example(null, Examples.AuditVerified);
        audit.MapGet("/export", ExportAsync).Produces<string>(StatusCodes.Status200OK, "application/x-ndjson")
            .Describe("All of the platform's entries that match as a file, one JSON object a line, newest first (operators)", 400, 401, 403, 429).Example(null, Examples.PlatformAudit.Items[0]);
        return api;
    }

    private static async Task<Results<Ok<Page<AuditEntryResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditQuery query, Caller caller, CodeRunnerDb db, AuditViews views, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return query.Check().Any(out var invalid) ? invalid : await views.ListAsync(AuditChain.Platform, query, cancellationToken);
    }

    private static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(
        Caller caller, CodeRunnerDb db, AuditViews views, CancellationToken cancellationToken) =>
        await db.IsOperatorAsync(caller, cancellationToken) ? await views.VerifyAsync(AuditChain.Platform, cancellationToken) : Refusal.OperatorsOnly();

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] AuditFilter filter, Caller caller, CodeRunnerDb db, AuditViews views, CancellationToken cancellationToken)
    {
        if (!await db.IsOperatorAsync(caller, cancellationToken))
            return Refusal.OperatorsOnly();
        return filter.Check().Any(out var invalid) ? invalid : await views.ExportAsync(AuditChain.Platform, filter, cancellationToken);
    }
}
