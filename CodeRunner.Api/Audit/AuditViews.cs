using System.Text.Json;
using CodeRunner.Api.Audit.Checkpoints;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core;
using CodeRunner.Core.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Audit;

/// <summary>An audit log, a project's or the platform's, for who was found to be allowed to read it.</summary>
internal sealed class AuditViews(CodeRunnerDb db, AuditVerifier verifier, VerifyTurns turns)
{
    private const int ExportedAtOnce = 1000;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task<Ok<Page<AuditEntryResponse>>> ListAsync(Guid chainId, AuditQuery query, CancellationToken cancellationToken)
    {
        var rows = await (await query.ApplyAsync(db, chainId, cancellationToken)).Take(query.Size + 1).ToListAsync(cancellationToken);
        var items = rows.Take(query.Size).Select(Show).ToList();
        return TypedResults.Ok(new Page<AuditEntryResponse>(items, rows.Count > query.Size ? items[^1].Seq.ToString() : null));
    }

    public async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(Guid chainId, CancellationToken cancellationToken) =>
        await turns.TryAsync(chainId, () => verifier.VerifyAsync(chainId, cancellationToken), cancellationToken) is { } verified
            ? TypedResults.Ok(verified)
            : Refusal.Conflict("The log is being verified already: ask again when that is done.");

    public async Task<PushStreamHttpResult> ExportAsync(Guid chainId, AuditFilter filter, CancellationToken cancellationToken)
    {
        var entries = await filter.ApplyAsync(db, chainId, cancellationToken);
        return TypedResults.Stream(body => WriteAsync(entries, body, cancellationToken), "application/x-ndjson", $"audit-{AuditChain.NameOf(chainId)}.ndjson");
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
