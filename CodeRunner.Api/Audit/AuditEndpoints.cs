using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Audit.Checkpoints;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using CodeRunner.Core.Audit.Checkpoints;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

internal static class AuditEndpoints
{
    private const int ExportedAtOnce = 1000;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CheckpointOptions>().BindConfiguration(CheckpointOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<AuditTrail>().AddScoped<AuditVerifier>().AddSingleton<AuditSeal>().AddSingleton<CheckpointFiles>().AddSingleton<VerifyTurns>().AddHostedService<CheckpointLoop>();
        return builder;
    }

    public static RouteGroupBuilder MapAudit(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/projects/{id:guid}/audit").WithTags("Audit");
        audit.MapGet("/", ListAsync).Describe("Who did what in the project, newest first (owners)", 400, 401, 403, 404, 429).Example(null, Examples.Audit);
        audit.MapGet("/verify", VerifyAsync)
            .Describe("Follow the chain of hashes, and compare it with the signed checkpoints kept outside the database: whether an entry was changed, moved or taken out; one at a time (owners)", 401, 403, 404, 409, 429).Example(null, Examples.AuditVerified);
        audit.MapGet("/export", ExportAsync).Produces<string>(StatusCodes.Status200OK, "application/x-ndjson")
            .Describe("All entries that match as a file, one JSON object a line, newest first (owners)", 400, 401, 403, 404, 429).Example(null, Examples.Audit.Items[0]);
        return api;
    }

    private static async Task<Results<Ok<Page<AuditEntryResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] AuditQuery query, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (query.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await (await query.ApplyAsync(db, id, cancellationToken)).Take(query.Size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(query.Size).Select(Show).ToList();
        return TypedResults.Ok(new Page<AuditEntryResponse>(items, rows.Count > query.Size ? items[^1].Seq.ToString() : null));
    }

    private static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(
        Guid id, Caller caller, Visibility visibility, AuditVerifier verifier, VerifyTurns turns, CancellationToken cancellationToken)
    {
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        return await turns.TryAsync(id, () => verifier.VerifyAsync(id, cancellationToken), cancellationToken) is { } verified
            ? TypedResults.Ok(verified)
            : Refusal.Conflict("The log is being verified already: ask again when that is done.");
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        Guid id, [AsParameters] AuditFilter filter, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (filter.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var entries = await filter.ApplyAsync(db, id, cancellationToken);
        return TypedResults.Stream(body => WriteAsync(entries, body, cancellationToken), "application/x-ndjson", $"audit-{id}.ndjson");
    }

    /// <summary>Each page is read whole before it is written: who reads slowly holds no connection to the database meanwhile.</summary>
    private static async Task WriteAsync(IQueryable<AuditEntry> entries, Stream body, CancellationToken cancellationToken)
    {
        for (var before = long.MaxValue; ;)
        {
            var from = before;
            var page = await entries.Where(entry => entry.Seq < from).Take(ExportedAtOnce).ToListAsync(cancellationToken);
            foreach (var entry in page)
            {
                await JsonSerializer.SerializeAsync(body, Show(entry), Wire.Json, cancellationToken);
                await body.WriteAsync(LineEnd, cancellationToken);
            }
            if (page.Count < ExportedAtOnce)
                return;
            before = page[^1].Seq;
        }
    }

    private static AuditEntryResponse Show(AuditEntry entry) => new(
        entry.Id,
        entry.Seq,
        entry.Time,
        new AuditActor(entry.ActorId, entry.ActorEmail),
        entry.Action,
        entry.Target,
        entry.Environment,
        entry.Ip,
        entry.Outcome,
        JsonSerializer.Deserialize<JsonElement>(entry.Detail),
        Convert.ToHexStringLower(entry.Hash));
}
