using CodeRunner.Api.Access;
using CodeRunner.Api.Audit.Checkpoints;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Audit;
using CodeRunner.Core.Audit.Checkpoints;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Audit;

internal static class AuditEndpoints
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CheckpointOptions>().BindConfiguration(CheckpointOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<AuditTrail>().AddScoped<AuditViews>().AddScoped<AuditVerifier>()
            .AddSingleton<AuditSeal>().AddSingleton<CheckpointFiles>().AddSingleton<VerifyTurns>().AddHostedService<CheckpointLoop>();
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
        Guid id, [AsParameters] AuditQuery query, Caller caller, Visibility visibility, AuditViews views, CancellationToken cancellationToken)
    {
        if (query.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? await views.ListAsync(id, query, cancellationToken) : refusal;
    }

    private static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> VerifyAsync(
        Guid id, Caller caller, Visibility visibility, AuditViews views, CancellationToken cancellationToken)
    {
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? await views.VerifyAsync(id, cancellationToken) : refusal;
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        Guid id, [AsParameters] AuditFilter filter, Caller caller, Visibility visibility, AuditViews views, CancellationToken cancellationToken)
    {
        if (filter.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.ProjectAsync(id, caller, Right.Administer, null, cancellationToken);
        return seen.TryGet(out _, out var refusal) ? await views.ExportAsync(id, filter, cancellationToken) : refusal;
    }
}
