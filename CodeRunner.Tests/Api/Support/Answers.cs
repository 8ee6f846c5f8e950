using System.Net;
using System.Text.Json.Nodes;

namespace CodeRunner.Tests.Api.Support;

internal static class Answers
{
    /// <summary>A problem of RFC 9457 with that status.</summary>
    public static async Task<JsonNode> ShouldBeProblemAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(text)!;
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        text.ShouldNotContain(" at CodeRunner.");
        return problem;
    }

    /// <summary>A validation problem that names the field.</summary>
    public static async Task ShouldNameAsync(this Task<HttpResponseMessage> sending, string field)
    {
        var problem = await sending.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        problem["errors"]?[field].ShouldNotBeNull($"{problem} does not name {field}");
    }

    public static async Task ShouldBeAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var answer = await sending;
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }
}
