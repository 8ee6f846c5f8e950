using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

/// <summary>Reads and changes a configuration.</summary>
internal static class ConfigEndpoints
{
    public static async Task<Results<Ok<ConfigResponse>, ProblemHttpResult>> GetAsync(
        ConfigTarget target, Caller caller, ConfigAccess access, ConfigViews views, CodeRunnerDb db, HttpContext context, CancellationToken cancellationToken)
    {
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refuse(Right.Read) is { } refusal)
            return refusal;
        var state = await db.CurrentConfigAsync(opened.Scope, cancellationToken);
        context.Response.Headers.ETag = Precondition.Tag(state.Number);
        return TypedResults.Ok(await views.ShowAsync(state, opened.Rights, cancellationToken));
    }

    public static async Task<Results<Ok<ConfigResponse>, ProblemHttpResult>> ReplaceAsync(
        ConfigTarget target,
        ReplaceConfigRequest request,
        Precondition condition,
        Caller caller,
        ConfigCommands commands,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (CheckReason(new Faults(), request.Reason).Check(request.Variables is not null, "variables", "They are needed; [] for none.").Any(out var invalid))
            return invalid;
        List<WantedVariable> wanted = [.. request.Variables!.Select(each => new WantedVariable(each?.Key ?? "", each?.Value, each?.Encrypted ?? false, each?.Description))];
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, request.Reason, _ => wanted,
            fault => fault.Index < 0 ? "variables" : $"variables[{fault.Index}].{fault.Part}", dryRun: false, cancellationToken);
        return done is null ? refusal! : Show(done, context);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        ConfigTarget target,
        string key,
        SetVariableRequest request,
        Precondition condition,
        Caller caller,
        ConfigCommands commands,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (CheckReason(new Faults(), request.Reason).Any(out var invalid))
            return invalid;
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, request.Reason, current => Set(current, key, request), Field(key), dryRun: false, cancellationToken);
        return done is null ? refusal! : Told(done, context);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        ConfigTarget target, string key, string? reason, Precondition condition, Caller caller, ConfigCommands commands, HttpContext context, CancellationToken cancellationToken)
    {
        if (CheckReason(new Faults(), reason).Any(out var invalid))
            return invalid;
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, reason,
            current => current.Find(key) is null ? Refusal.NotFound() : current.Contents.Where(each => each.Entry.Key != key).Select(WantedVariable.Keep).ToList(),
            _ => "key", dryRun: false, cancellationToken);
        return done is null ? refusal! : Told(done, context);
    }

    public static Faults CheckReason(Faults faults, string? reason) => faults
        .Check(reason is null || reason.Length <= ConfigRules.MostReasonLength, "reason", $"It must have at most {ConfigRules.MostReasonLength} characters.");

    public static Ok<ConfigResponse> Show(ConfigEdited done, HttpContext context)
    {
        context.Response.Headers.ETag = Precondition.Tag(done.Shown.Version);
        return TypedResults.Ok(done.Shown);
    }

    private static NoContent Told(ConfigEdited done, HttpContext context)
    {
        context.Response.Headers.ETag = Precondition.Tag(done.Shown.Version);
        return TypedResults.NoContent();
    }

    private static ConfigCommands.Edit Set(ConfigState current, string key, SetVariableRequest request)
    {
        var old = current.Find(key);
        var set = new WantedVariable(key, request.Value, request.Encrypted ?? old?.Value.IsSecret ?? false, request.Description ?? old?.Entry.Description);
        return (List<WantedVariable>)[set, .. current.Contents.Where(each => each.Entry.Key != key).Select(WantedVariable.Keep)];
    }

    /// <summary>The one that is set comes first; what is wrong with another one is wrong because of it.</summary>
    private static Func<ConfigFault, string> Field(string key) => fault => fault.Index == 0 ? fault.Part : fault.Index < 0 ? "variables" : key;
}
