using System.Text;
using System.Text.Json;
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
        HttpRequest request,
        Precondition condition,
        Caller caller,
        ConfigCommands commands,
        CancellationToken cancellationToken)
    {
        var (variables, fault) = await ReadAsync(request, cancellationToken);
        if (variables is null)
            return fault!;
        var named = secrets?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        List<WantedVariable> wanted = [];
        ConfigCommands.Edit Edit(ConfigState current) => wanted =
        [
            .. variables.Select(each => Want(each.Key, each.Value, current.Find(each.Key), named)),
            .. replace == true ? [] : current.Contents.Where(each => !variables.ContainsKey(each.Entry.Key)).Select(WantedVariable.Keep),
        ];
        var (done, refusal) = await commands.EditAsync(
            target, caller, condition, "Imported", Edit, fault => fault.Index < 0 ? "variables" : wanted[fault.Index].Key, dryRun == true, cancellationToken);
        if (done is null)
            return refusal!;
        request.HttpContext.Response.Headers.ETag = Precondition.Tag(done.Shown.Version);
        return TypedResults.Ok(done.Difference);
    }

    /// <summary>What was a secret stays one. A new one is a secret when it is named so, or else when its name sounds like it.</summary>
    private static WantedVariable Want(string key, string text, ConfigContent? old, HashSet<string>? named)
    {
        var encrypted = old?.Value.IsSecret == true || (named is not null ? named.Contains(key) : old is null && SecretName().IsMatch(key));
        return new WantedVariable(key, encrypted ? References.Unescape(text) : text, encrypted, old?.Entry.Description);
    }

    private static async Task<(IReadOnlyDictionary<string, string>? Variables, ProblemHttpResult? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
        {
            var values = await JsonSerializer.DeserializeAsync<Dictionary<string, string?>>(request.Body, cancellationToken: cancellationToken);
            return values is null || values.ContainsValue(null) ? (null, Refusal.Invalid("body", "It must be an object of texts.")) : (values!, null);
        }
        if (request.ContentType is { } type && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
            return (null, Refusal.UnsupportedMediaType("Send dotenv text as text/plain, or application/json."));
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return DotEnvReader.TryRead(await reader.ReadToEndAsync(cancellationToken), out var read, out var fault)
                ? (read.ToDictionary(), null)
                : (null, Refusal.Invalid("body", fault));
        }
        catch (DecoderFallbackException)
        {
            return (null, Refusal.Invalid("body", "It is not UTF-8 text."));
        }
    }

    [GeneratedRegex("PASS(WORD|WD|PHRASE)?(_|$)|SECRET|TOKEN|CREDENTIAL|PRIVATE|SALT(_|$)|(API|ACCESS|AUTH|SIGNING|ENCRYPTION|MASTER)_?KEY|(^|_)KEY$|DATABASE_URL|(_|^)DSN$|CONNECTIONSTRING|CONNECTION_STRING", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
