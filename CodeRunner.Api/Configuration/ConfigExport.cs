using System.Text;
using System.Text.Json;
using CodeRunner.Api.Access;
using CodeRunner.Api.Problems;
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

    public static async Task<Results<ContentHttpResult, ProblemHttpResult>> ExportAsync(
        ConfigTarget target,
        string? format,
        bool? secrets,
        Caller caller,
        ConfigAccess access,
        ConfigReading reading,
        CodeRunnerDb db,
        CancellationToken cancellationToken)
    {
        if (format is not (null or "dotenv" or "json"))
            return Refusal.Invalid("format", "It must be dotenv or json.");
        var opened = await access.OpenAsync(target, caller, cancellationToken);
        if (opened.Refusal is { } unseen)
            return unseen;
        if (opened.Refuse(secrets == true ? Right.Reveal : Right.SeeConfiguration) is { } refusal)
        {
            await reading.DenyAsync(opened.Scope, Action, opened.Scope.Name, caller, cancellationToken);
            return refusal;
        }
        var state = await db.CurrentConfigAsync(opened.Scope, cancellationToken);
        var whole = secrets != false && opened.Allows(Right.Reveal);
        try
        {
            var hidden = whole ? state.Contents.Where(each => each.Value.IsSecret).ToList() : [];
            var revealed = await reading.ReadAsync(opened.Scope, hidden, Action, opened.Scope.Name, caller, cancellationToken);
            return format == "json" ? Json(state, revealed) : DotEnv(state, revealed);
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

    private static ContentHttpResult Json(ConfigState state, Dictionary<string, string> revealed)
    {
        var values = state.Contents.Select(each => (each.Entry.Key, Text: Text(each, revealed))).Where(each => each.Text is not null).ToDictionary(each => each.Key, each => each.Text);
        return TypedResults.Text(JsonSerializer.Serialize(values, Readable), "application/json", Encoding.UTF8);
    }

    private static ContentHttpResult DotEnv(ConfigState state, Dictionary<string, string> revealed)
    {
        var text = new StringBuilder();
        foreach (var content in state.Contents)
        {
            if (content.Entry.Description is { } description)
                text.Append("# ").Append(description.ReplaceLineEndings(" ")).Append('\n');
            if (Text(content, revealed) is { } value)
                DotEnvWriter.Write(text, content.Entry.Key, value);
            else
                text.Append("# ").Append(content.Entry.Key).Append("= is a secret\n");
        }
        return TypedResults.Text(text.ToString(), "text/plain", Encoding.UTF8);
    }
}
