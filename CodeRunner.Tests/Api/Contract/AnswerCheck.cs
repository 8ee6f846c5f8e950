using System.Text.Json;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Compares answers with the description: the status, the content's type and the body, and that what says no is a problem of RFC 9457.</summary>
internal sealed class AnswerCheck(ApiDescription description)
{
    private const string Problem = "application/problem+json";

    private readonly SchemaCheck schemas = new(description);

    /// <summary>What is wrong with the answer; of streams only the beginning is looked at.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(Operation operation, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var (status, type) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        var body = type == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(cancellationToken);
        List<string> faults = [];
        if (status >= 500)
            faults.Add($"answers {status}: {body}");
        if (operation.AnswerOf(status) is not { } said)
            return [.. faults, $"answers {status}, which is not described"];
        if (status >= 400 && type != Problem)
            faults.Add($"{status} is {type ?? "nothing"} and not {Problem}");
        if (!said.TryGetProperty("content", out var contents))
            return body.Length == 0 ? faults : [.. faults, $"{status} has a body, which is not described"];
        if (type is null || !contents.TryGetProperty(type, out var content))
            return [.. faults, $"{status} is {type ?? "nothing"}, which is not described"];
        if (type.EndsWith("json", StringComparison.Ordinal) && type != "application/x-ndjson")
            faults.AddRange(FaultsOf(content.GetProperty("schema"), status, body));
        return faults;
    }

    private IEnumerable<string> FaultsOf(JsonElement schema, int status, string body)
    {
        using var read = JsonDocument.Parse(body);
        if (status >= 400 && (!read.RootElement.TryGetProperty("status", out var told) || told.GetInt32() != status))
            yield return $"{status} says another status in its problem";
        foreach (var fault in schemas.Faults(schema, read.RootElement))
            yield return $"{status}: {fault}";
    }
}
