using CodeRunner.Api.Access;
using CodeRunner.Api.Audit;
using CodeRunner.Api.OpenApi;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Projects;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Releases;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Releases;

internal static class ReleaseEndpoints
{
    public static RouteGroupBuilder MapReleases(this RouteGroupBuilder api)
    {
        var releases = api.MapGroup("/deployments/{id:guid}").WithTags("Releases");
        releases.MapPost("/releases", CreateAsync).WithMetadata(new AcceptsSource())
            .Accepts<CreateReleaseRequest>("application/json", "multipart/form-data")
            .Describe("Release a source: multipart field `source` (zip or tar.gz), or JSON naming a git URL, a template or files", 400, 401, 403, 404, 409, 413, 415, 422, 429)
            .Example(Examples.CreateRelease, Examples.Summary);
        releases.MapGet("/releases", ListAsync).Describe("The deployment's releases", 400, 401, 403, 404, 429).Example(null, Examples.Releases);
        releases.MapPost("/rollback", RollBackAsync)
            .Describe("Release an earlier release's artifact, configuration and limits again", 400, 401, 403, 404, 409, 422, 429)
            .Example(Examples.Rollback, Examples.Summary);
        api.MapPost("/releases/{id:guid}/cancel", CancelAsync).WithTags("Releases")
            .Describe("Cancel a release that is on its way", 401, 403, 404, 409, 422, 429)
            .Example(null, Examples.Summary);
        return api;
    }

    private static async Task<Results<Accepted<ReleaseSummary>, ProblemHttpResult>> CreateAsync(
        Guid id,
        HttpRequest request,
        Caller caller,
        Visibility visibility,
        AuditTrail audit,
        SourceIntake intake,
        ReleaseCommands releases,
        CancellationToken cancellationToken)
    {
        // A stranger's upload is not even read.
        var seen = await visibility.DeploymentAsync(id, caller, Right.Deploy, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
        {
            await audit.DenyAsync(seen.Denied, caller, "release.create", cancellationToken);
            return refusal;
        }
        var received = await intake.ReceiveAsync(request, cancellationToken);
        if (!received.TryGet(out var source, out refusal))
            return refusal;
        await using (source)
            return await releases.AddAsync(id, source, caller, cancellationToken);
    }

    private static async Task<Results<Ok<Page<ReleaseResponse>>, ProblemHttpResult>> ListAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Visibility visibility, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var seen = await visibility.DeploymentAsync(id, caller, Right.Read, cancellationToken);
        if (!seen.TryGet(out _, out var refusal))
            return refusal;
        var rows = await (
            from release in db.Releases.AsNoTracking()
            join user in db.Users on release.CreatedBy equals (Guid?)user.Id into makers
            from maker in makers.DefaultIfEmpty()
            where release.DeploymentId == id && release.Id < page.Before
            orderby release.Id descending
            select new { release, Email = (string?)maker.Email }).Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.release.Id, row => Show(row.release, row.Email)));
    }

    private static async Task<Results<Accepted<ReleaseSummary>, ProblemHttpResult>> RollBackAsync(
        Guid id, RollbackRequest request, Caller caller, ReleaseCommands releases, CancellationToken cancellationToken) =>
        request.Release is { } number
            ? await releases.RollBackAsync(id, number, caller, cancellationToken)
            : Refusal.Invalid("release", "It is needed: the number of an earlier release.");

    private static Task<Results<Accepted<ReleaseSummary>, ProblemHttpResult>> CancelAsync(
        Guid id, Caller caller, ReleaseCommands releases, CancellationToken cancellationToken) => releases.CancelAsync(id, caller, cancellationToken);

    private static ReleaseResponse Show(Release release, string? createdBy) => new(
        release.Id,
        release.Number,
        release.State,
        release.Reason,
        release.Source,
        createdBy,
        release.CreatedAt,
        release.ConfigurationVersion,
        release.RolledBackFrom,
        release switch { { HasArtifact: true } => ArtifactState.Kept, { Artifact: not null } => ArtifactState.Removed, _ => ArtifactState.None },
        release.Artifact?.Id,
        release.ServedAt,
        release.Limits,
        release.Egress,
        release.Settings.Runtime,
        release.Settings.BuildCommand,
        release.Settings.StartCommand,
        release.Settings.HealthPath);
}
