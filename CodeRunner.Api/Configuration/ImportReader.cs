using System.Text;
using System.Text.Json;
using CodeRunner.Api.Problems;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Configuration;
using CodeRunner.Core.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeRunner.Api.Configuration;

/// <summary>Reads what is imported: dotenv text, also with a list of its secrets, a JSON object of texts, or what export?format=full answers.</summary>
internal static class ImportReader
{
    public static async Task<(Import? Read, ProblemHttpResult? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
            return OfJson(await JsonSerializer.DeserializeAsync<OrderedDictionary<string, JsonElement>>(request.Body, cancellationToken: cancellationToken));
        if (request.ContentType is { } type && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
            return (null, Refusal.UnsupportedMediaType("Send dotenv text as text/plain, or application/json."));
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            return OfDotEnv(await reader.ReadToEndAsync(cancellationToken), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, Refusal.Invalid("body", "It is not UTF-8 text."));
        }
    }

    private static (Import? Read, ProblemHttpResult? Fault) OfDotEnv(string text, IReadOnlyList<string>? secrets) => DotEnvReader.TryRead(text, out var read, out var fault)
        ? (new Import([.. read.Entries.Select(entry => new ImportedVariable(entry.Key, entry.Value, entry.Secret))], read.UsuallySecret, secrets), null)
        : (null, Refusal.Invalid("body", fault));

    private static (Import? Read, ProblemHttpResult? Fault) OfJson(OrderedDictionary<string, JsonElement>? body)
    {
        if (body is null)
            return (null, NoTexts());
        // A variable may have the name `variables` or `secrets`: a list is no text, so the two can't be taken for each other.
        if (body.TryGetValue("variables", out var list) && list.ValueKind == JsonValueKind.Array)
            return OfList(list.Deserialize<IReadOnlyList<ConfigInput?>>(Wire.Json)!);
        if (body.TryGetValue("secrets", out var secrets) && secrets.ValueKind == JsonValueKind.Array)
            return OfNamed(body, secrets.Deserialize<IReadOnlyList<string?>>(Wire.Json)!);
        return body.Values.All(value => value.ValueKind == JsonValueKind.String)
            ? (new Import([.. body.Select(each => new ImportedVariable(each.Key, each.Value.Deserialize<string>(), null))], null), null)
            : (null, NoTexts());
    }

    /// <summary>Dotenv text with the keys that are secrets: more of them than a request line holds.</summary>
    private static (Import? Read, ProblemHttpResult? Fault) OfNamed(OrderedDictionary<string, JsonElement> body, IReadOnlyList<string?> secrets) =>
        body.TryGetValue("dotenv", out var text) && text.ValueKind == JsonValueKind.String && body.Count == 2 && secrets.All(key => key is not null)
            ? OfDotEnv(text.Deserialize<string>()!, [.. secrets.OfType<string>()])
            : (null, NoTexts());

    /// <summary>A key that is there twice is named by what plans the change.</summary>
    private static (Import? Read, ProblemHttpResult? Fault) OfList(IReadOnlyList<ConfigInput?> list)
    {
        var read = list.OfType<ConfigInput>().Where(each => each.Key is not null)
            .Select(each => new ImportedVariable(each.Key!, each.Value, each.Encrypted, each.Description, Literal: true)).ToList();
        return read.Count == list.Count ? (new Import(read, null), null) : (null, NoTexts());
    }

    private static ProblemHttpResult NoTexts() => Refusal.Invalid("body", "It must be an object of texts, {variables: [{key, value, encrypted, description}]}, or {dotenv, secrets: [key]}.");

    /// <summary>What was read, and whether keys of which nothing is said are secrets; null when their names tell. Secrets: those that the body names; null for no such list.</summary>
    internal sealed record Import(IReadOnlyList<ImportedVariable> Variables, bool? UsuallySecret, IReadOnlyList<string>? Secrets = null);
}
