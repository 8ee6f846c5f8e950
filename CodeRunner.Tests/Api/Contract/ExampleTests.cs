using System.Text.RegularExpressions;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

public sealed class ExampleTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Every_example_is_what_its_schema_allows()
    {
        var description = await ApiDescription.ReadAsync(fixture.Api);
        var schemas = new SchemaCheck(description);
        var shown =
            from operation in description.Operations
            from content in operation.Bodies.Concat(operation.Node.GetProperty("responses").EnumerateObject()
                .SelectMany(answer => answer.Value.TryGetProperty("content", out var all) ? all.EnumerateObject().ToArray() : []))
            where content.Name is "application/json" or "application/problem+json"
            from fault in schemas.Faults(content.Value.GetProperty("schema"), content.Value.GetProperty("example"))
            select $"{operation} {content.Name}: {fault}";

        shown.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_text_speaks_of_classes()
    {
        using var http = fixture.Api.Stranger();

        Regex.Matches(await http.GetStringAsync("/openapi/v1.json"), "\"(?:description|summary)\": \"[^\"]*?([A-Z]\\w+\\.[A-Z]\\w+|&\\w+;)").Select(match => match.Groups[1].Value).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_limit_of_requests_refuses_is_described()
    {
        await using var strict = await ApiFactory.StartAsync(settings: new Dictionary<string, string> { ["Access:RequestsPerMinute"] = "1" });
        var description = await ApiDescription.ReadAsync(strict);
        var ada = await strict.UserAsync();
        (await ada.Http.GetAsync("/api/projects")).Dispose();

        using var refused = await ada.Http.GetAsync("/api/projects");

        ((int)refused.StatusCode).ShouldBe(429);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await new AnswerCheck(description).FaultsAsync(description.Find("GET /api/projects"), refused, default)).ShouldBeEmpty();
        description.Operations.ShouldAllBe(operation => operation.AnswerOf(429) != null && operation.AnswerOf(503) != null);
    }
}
