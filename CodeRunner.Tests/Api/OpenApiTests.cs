using System.Text.Json.Nodes;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api;

public sealed class OpenApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_operation_has_a_summary_its_errors_and_an_example()
    {
        using var http = fixture.Api.Stranger();
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;

        document["openapi"]!.GetValue<string>().ShouldStartWith("3.");
        var operations = 0;
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                operations++;
                Check($"{method} {path}", operation!.AsObject());
            }
        }
        operations.ShouldBe(161);
    }

    [Fact]
    public async Task Query_parameters_are_named_as_clients_write_them()
    {
        using var http = fixture.Api.Stranger();
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;

        document["paths"]!["/api/deployments/{id}/logs"]!["get"]!["parameters"]!.AsArray().Select(each => each!["name"]!.GetValue<string>())
            .ShouldBe(["id", "after", "before", "limit", "since", "until", "q", "regex", "stream", "level", "instance", "release", "format"]);
    }

    private static void Check(string name, JsonObject operation)
    {
        operation["summary"]?.GetValue<string>().ShouldNotBeNullOrWhiteSpace(name);
        var answers = operation["responses"]!.AsObject();
        answers.ShouldContain(each => each.Key.StartsWith('2'), name);
        answers.ShouldContain(each => each.Key.StartsWith('4'), name);
        foreach (var (status, answer) in answers)
        {
            foreach (var (type, content) in answer!["content"]?.AsObject() ?? [])
                (content!["example"] ?? (type is "text/event-stream" or "text/plain" or "application/gzip" ? "shown in words" : null)).ShouldNotBeNull($"{name} {status} {type}");
        }
        foreach (var (type, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            (content!["example"] ?? (type == "multipart/form-data" ? content["schema"] : null)).ShouldNotBeNull($"{name} {type}");
        if (!name.Contains("/auth/", StringComparison.Ordinal) || name.EndsWith("/me", StringComparison.Ordinal))
        {
            operation["security"].ShouldNotBeNull(name);
            answers.ContainsKey("401").ShouldBeTrue(name);
        }
    }
}
