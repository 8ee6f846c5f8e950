using CodeRunner.Api.Access;
using CodeRunner.Api.Paging;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CodeRunner.Api.Configuration;

internal static class ConfigHistory
{
    public static async Task<Results<Ok<Page<ConfigVersionResponse>>, ProblemHttpResult>> ListAsync(
        ConfigTarget target, [AsParameters] PageQuery page, Caller caller, ConfigAccess access, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        if (page.Check().Any(out var invalid))
            return invalid;
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refuse(Right.Read) is { } refusal)
            return refusal;
        var sizes = db.ConfigSizes();
        var rows = await (
            from version in db.ConfigVersionsOf(opened.Scope).AsNoTracking()
            join user in db.Users on version.CreatedBy equals (Guid?)user.Id into makers
            from maker in makers.DefaultIfEmpty()
            where version.Id < page.Before
            orderby version.Id descending
            let keys = sizes.Where(size => size.Id == version.Id).Select(size => size.Keys).First()
            select new { version.Id, version.Number, Email = (string?)maker.Email, version.CreatedAt, version.Reason, keys })
            .Take(page.Size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, row => row.Id, row => new ConfigVersionResponse(row.Number, row.Email, row.CreatedAt, row.Reason, row.keys)));
    }

    public static async Task<Results<Ok<ConfigDiff>, ProblemHttpResult>> DiffAsync(
        ConfigTarget target, int version, int? to, Caller caller, ConfigAccess access, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refuse(Right.Read) is { } refusal)
            return refusal;
        var before = await db.ConfigAtAsync(opened.Scope, version, cancellationToken);
        var after = to is { } number ? await db.ConfigAtAsync(opened.Scope, number, cancellationToken) : await db.CurrentConfigAsync(opened.Scope, cancellationToken);
        return before is null || after is null ? Refusal.NotFound() : TypedResults.Ok(ConfigViews.Show(before, after, opened.Rights));
    }

    public static async Task<Results<Ok<ConfigResponse>, ProblemHttpResult>> RollBackAsync(
        ConfigTarget target,
        RestoreConfigRequest request,
        Precondition condition,
        Caller caller,
        ConfigCommands commands,
        CodeRunnerDb db,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (ConfigEndpoints.CheckReason(new Faults(), request.Reason).Check(request.Version is >= 0, "version", "It is needed: the number of an earlier version.").Any(out var invalid))
            return invalid;
        // Read while nobody else can change it: the values of an old version may be forgotten at any other moment.
        async Task<ConfigCommands.Edit> RestoreAsync(ConfigState current) => await db.ConfigAtAsync(current.Scope, request.Version!.Value, cancellationToken) is { } earlier
            ? earlier.Contents.Select(WantedVariable.Keep).ToList()
            : Refusal.Invalid("version", "There is no version of this number.");
        var (done, denied) = await commands.EditAsync(
            target, caller, condition, request.Reason ?? $"Back to version {request.Version}", RestoreAsync, _ => "version", dryRun: false, cancellationToken);
        return done is null ? denied! : ConfigEndpoints.Show(done, context);
    }
}
