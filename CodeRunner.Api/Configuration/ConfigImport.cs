using System.Text.RegularExpressions;
using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

internal static partial class ConfigImport
{
    public static async Task<Results<Ok<ConfigDiff>, ProblemHttpResult>> ImportAsync(
        ConfigTarget target,
        bool? dryRun,
        bool? replace,
        string? secrets,
        string? reason,
        HttpRequest request,
        Precondition condition,
        Caller caller,
        ConfigCommands commands,
        CancellationToken cancellationToken)
    {
        if (ConfigEndpoints.CheckReason(new Faults(), reason).Any(out var invalid))
            return invalid;
        var (read, fault) = await ImportReader.ReadAsync(request, cancellationToken);
        if (read is null)
            return fault!;
        var named = (read.Secrets ?? secrets?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))?.ToHashSet(StringComparer.Ordinal);
        var keys = read.Variables.Select(variable => variable.Key).ToHashSet(StringComparer.Ordinal);
        List<WantedVariable> wanted = [];
        ConfigCommands.Edit Edit(ConfigState current) => wanted =
        [
            .. read.Variables.Select(each => Want(each, current.Find(each.Key), IsSecret(each, read.UsuallySecret, current.Find(each.Key), named))).OfType<WantedVariable>(),
            .. replace == true ? [] : current.Contents.Where(each => !keys.Contains(each.Entry.Key)).Select(WantedVariable.Keep),
        ];
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, string.IsNullOrWhiteSpace(reason) ? "Imported" : reason, Edit, fault => Field(fault, wanted), dryRun == true, cancellationToken);
        if (done is null)
            return refusal!;
        request.HttpContext.Response.Headers.ETag = Precondition.Tag(done.Shown.Version);
        return TypedResults.Ok(done.Difference);
    }

    /// <summary>By its key, or by its place where what is there for a key may be a secret: who swaps keys and values must not read them again in an error.</summary>
    private static string Field(ConfigFault fault, List<WantedVariable> wanted) => fault.Index < 0 ? "variables"
        : ConfigRules.IsName(wanted[fault.Index].Key) ? wanted[fault.Index].Key : $"variables[{fault.Index}]";

    /// <summary>
    /// What was a secret stays one, also where the import says something else of all that it has; where it says it of the key itself, it is refused by what plans the
    /// change. Else the caller's list tells, or a mark in the text, or for new keys their names.
    /// </summary>
    private static bool IsSecret(ImportedVariable variable, bool? usually, ConfigContent? old, HashSet<string>? named) => old is { Value.IsSecret: true }
        ? named is not null || (variable.Secret ?? true)
        : named?.Contains(variable.Key) ?? variable.Secret ?? usually ?? (old is null && SecretName().IsMatch(variable.Key));

    /// <summary>Null for what was exported without its value and is not here either.</summary>
    private static WantedVariable? Want(ImportedVariable variable, ConfigContent? old, bool secret)
    {
        if (variable.Text is not { } text)
            return old is null ? null : WantedVariable.Keep(old);
        return new WantedVariable(variable.Key, secret && !variable.Literal ? References.Unescape(text) : text, secret, variable.Description ?? old?.Entry.Description);
    }

    [GeneratedRegex("PASS(WORD|WD|PHRASE)?(_|$)|SECRET|TOKEN|CREDENTIAL|PRIVATE|SALT(_|$)|(API|ACCESS|AUTH|SIGNING|ENCRYPTION|MASTER)_?KEY|(^|_)KEY$|DATABASE_URL|(_|^)DSN$|CONNECTIONSTRING|CONNECTION_STRING", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
