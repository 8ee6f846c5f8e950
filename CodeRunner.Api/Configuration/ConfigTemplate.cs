using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Contracts.Templates;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Templates;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

/// <summary>Fills a configuration from a template of variables.</summary>
internal static class ConfigTemplate
{
    private static readonly Dictionary<string, string?> NoValues = [];

    public static async Task<Results<Ok<ConfigDiff>, ProblemHttpResult>> ApplyAsync(
        ConfigTarget target,
        ApplyTemplateRequest request,
        Precondition condition,
        Caller caller,
        ConfigAccess access,
        ConfigCommands commands,
        CodeRunnerDb db,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (Check(request).Any(out var invalid))
            return invalid;
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refusal is { } unseen)
            return unseen;
        if (await db.FindTemplateAsync(opened.Scope.ProjectId, request.Template!, request.Version, cancellationToken) is not { } template)
            return Refusal.Invalid(request.Version is null ? "template" : "version", "There is no such template of variables.");
        List<WantedVariable> wanted = [];
        async Task<ConfigCommands.Edit> FillAsync(ConfigState current)
        {
            var (weaker, _) = await access.AroundAsync(current.Scope, cancellationToken);
            var filling = TemplateFiller.Fill(template.Keys, current, weaker, request.Values ?? NoValues, GeneratedText.Make);
            if (filling.Faults.Count > 0)
                return Refusal.Invalid(filling.Faults.GroupBy(fault => Field(fault.Key)).ToDictionary(each => each.Key, each => each.Select(fault => fault.Text).ToArray()));
            var filled = filling.Variables.Select(variable => variable.Key).ToHashSet(StringComparer.Ordinal);
            return wanted = [.. filling.Variables, .. current.Contents.Where(each => !filled.Contains(each.Entry.Key)).Select(WantedVariable.Keep)];
        }
        var reason = string.IsNullOrWhiteSpace(request.Reason) ? $"From the template {template.Name}, version {template.Version}" : request.Reason;
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, reason, FillAsync, fault => fault.Index < 0 ? "values" : Field(wanted[fault.Index].Key), request.DryRun, cancellationToken);
        if (done is null)
            return refusal!;
        context.Response.Headers.ETag = Precondition.Tag(done.Shown.Version);
        return TypedResults.Ok(done.Difference);
    }

    private static Faults Check(ApplyTemplateRequest request) => ConfigEndpoints.CheckReason(new Faults(), request.Reason)
        .Check(!string.IsNullOrWhiteSpace(request.Template), "template", "It is needed: the id of a template of variables.")
        .Check(request.Values is not { Count: > TemplateRules.MostKeys }, "values", $"No template has more than {TemplateRules.MostKeys} keys.");

    /// <summary>What can't be a key's name may be a value in the wrong place, which nothing repeats.</summary>
    private static string Field(string key) => ConfigRules.IsName(key) ? $"values.{key}" : "values";
}
