using System.Text.Json;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>One method at one path, as it is described.</summary>
internal sealed record Operation(HttpMethod Method, string Path, JsonElement Node)
{
    public string Name => $"{Method} {Path}";

    public bool IsOpen => !Node.TryGetProperty("security", out _);

    /// <summary>The content that it takes, by its type.</summary>
    public IReadOnlyList<JsonProperty> Bodies => Node.TryGetProperty("requestBody", out var body) ? [.. body.GetProperty("content").EnumerateObject()] : [];

    public IEnumerable<(string Name, JsonElement Schema)> ParametersIn(string place) => Node.TryGetProperty("parameters", out var all)
        ? all.EnumerateArray().Where(each => each.GetProperty("in").GetString() == place).Select(each => (each.GetProperty("name").GetString()!, each.GetProperty("schema")))
        : [];

    public JsonElement? AnswerOf(int status) => Node.GetProperty("responses").TryGetProperty($"{status}", out var answer) ? answer : null;

    public override string ToString() => Name;
}
