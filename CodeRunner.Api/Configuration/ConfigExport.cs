using System.Text;
using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core;
using CodeRunner.Core.Configuration;
using CodeRunner.Core.Projects;
using CodeRunner.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

internal static class ConfigExport
{
    private const string Action = "config.export";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions FullJson = new(Wire.Json) { WriteIndented = true };

    /// <summary>Without the values of secrets: what a link leads to shows none.</summary>
    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetAsync(
        ConfigTarget target, string? format, bool? secrets, Caller caller, ConfigAccess access, ConfigReading reading, CodeRunnerDb db, CancellationToken cancellationToken) => secrets == true
        ? Refusal.Invalid("secrets", "A GET has no secrets: POST {\"secrets\": true} to the same address instead.")
        : await ExportAsync(target, new ExportConfigRequest(format), caller, access, reading, db, cancellationToken);

    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> ExportAsync(
        ConfigTarget target, ExportConfigRequest? request, Caller caller, ConfigAccess access, ConfigReading reading, CodeRunnerDb db, CancellationToken cancellationToken)
    {
        var (format, whole) = (request?.Format, request?.Secrets == true);
        if (format is not (null or "dotenv" or "json" or "full"))
            return Refusal.Invalid("format", "It must be dotenv, json or full.");
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (await access.RefuseAsync(opened, whole ? Right.Reveal : Right.SeeConfiguration, Action, opened.Scope.Name, caller, cancellationToken) is { } refusal)
            return refusal;
        var state = await db.CurrentConfigAsync(opened.Scope, cancellationToken);
        try
        {
            var hidden = whole ? state.Contents.Where(each => each.Value.IsSecret).ToList() : [];
            var revealed = await reading.ReadAsync(opened.Scope, hidden, Action, opened.Scope.Name, caller, cancellationToken);
            return format switch
            {
                "json" => Json(state, revealed),
                "full" => Full(state, revealed),
                _ => DotEnv(state, revealed),
            };
        }
        catch (SecretUnreadableException unreadable)
        {
            return Refusal.Conflict(unreadable.Message);
        }
    }

    /// <summary>As references are written, so that an import has the same again. Null for a secret that is left out.</summary>
    private static string? Text(ConfigContent content, Dictionary<string, string> revealed) => !content.Value.IsSecret
        ? content.Value.Text
        : revealed.TryGetValue(content.Entry.Key, out var plaintext) ? References.Escape(plaintext) : null;

    /// <summary>For what reads names and values and nothing else: it can't say what is a secret.</summary>
    private static ContentHttpResult Json(ConfigState state, Dictionary<string, string> revealed)
    {
        var values = state.Contents.Select(each => (each.Entry.Key, Text: Text(each, revealed))).Where(each => each.Text is not null).ToDictionary(each => each.Key, each => each.Text);
        return TypedResults.Text(JsonSerializer.Serialize(values, Readable), "application/json", Encoding.UTF8);
    }

    /// <summary>What PUT takes: secrets that are left out have no value, which means that they keep theirs.</summary>
    private static ContentHttpResult Full(ConfigState state, Dictionary<string, string> revealed)
    {
        var variables = state.Contents.Select(each => new ConfigInput(
            each.Entry.Key, each.Value.IsSecret ? revealed.GetValueOrDefault(each.Entry.Key) : each.Value.Text, each.Value.IsSecret, each.Entry.Description));
        return TypedResults.Text(JsonSerializer.Serialize(new { variables }, FullJson), "application/json", Encoding.UTF8);
    }

    /// <summary>Says what is a secret in comments, so that an import takes it for one and for nothing else, whatever its name is.</summary>
    private static ContentHttpResult DotEnv(ConfigState state, Dictionary<string, string> revealed)
    {
        var text = new StringBuilder(DotEnvMarks.UsuallyPlain).Append("\n# ---\n\n");
        foreach (var content in state.Contents)
        {
            if (content.Entry.Description?.ReplaceLineEndings(" ") is { } description)
                text.Append("# ").Append(description).Append(content.Value.IsSecret || !DotEnvMarks.IsOne(description) ? "\n" : $"\n{DotEnvMarks.Plain}\n");
            if (Text(content, revealed) is not { } value)
                text.Append("# ").Append(content.Entry.Key).Append("= is a secret\n\n");
            else
                DotEnvWriter.Write(content.Value.IsSecret ? text.Append(DotEnvMarks.Secret).Append('\n') : text, content.Entry.Key, value);
        }
        return TypedResults.Text(text.ToString(), "text/plain", Encoding.UTF8);
    }
}
