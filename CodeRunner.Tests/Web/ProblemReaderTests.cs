using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CodeRunner.Web.Client;

namespace CodeRunner.Tests.Web;

public sealed class ProblemReaderTests
{
    [Fact]
    public async Task Field_errors_are_found_whatever_the_case_of_their_name()
    {
        var problem = await ReadAsync(HttpStatusCode.BadRequest, """{"title":"Wrong","errors":{"Limits.MemoryMb":["At most 4096."]}}""");

        problem.For("limits.memoryMb").ShouldBe("At most 4096.");
        problem.For("name").ShouldBeNull();
    }

    [Fact]
    public async Task A_fault_is_said_in_words_for_people() =>
        (await ReadAsync(HttpStatusCode.InternalServerError, """{"title":"An error occurred while processing your request."}""")).Message.ShouldContain("try again in a moment");

    [Fact]
    public async Task The_detail_is_what_a_person_reads() =>
        (await ReadAsync(HttpStatusCode.Conflict, """{"title":"Conflict","detail":"The name is taken."}""")).Message.ShouldBe("The name is taken.");

    [Fact]
    public async Task Being_too_quick_says_when_to_try_again()
    {
        using var response = Response(HttpStatusCode.TooManyRequests, """{"title":"Too many attempts."}""");
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(30));

        (await ProblemReader.ReadAsync(response, default)).Message.ShouldBe("Too many attempts. Try again in 30 s.");
    }

    [Fact]
    public async Task A_long_wait_is_said_once_and_in_minutes()
    {
        using var response = Response(HttpStatusCode.TooManyRequests, """{"detail":"Too many tries for this account. Wait, then try again."}""");
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(298));

        (await ProblemReader.ReadAsync(response, default)).Message.ShouldBe("Too many tries for this account. Try again in 5 min.");
    }

    [Theory]
    [InlineData("<html>bad gateway</html>", "text/html")]
    [InlineData("{ not json", "application/json")]
    [InlineData("[1]", "application/json")]
    [InlineData("", "application/problem+json")]
    public async Task An_answer_that_makes_no_sense_gets_words_of_its_status(string body, string type)
    {
        var problem = await ReadAsync(HttpStatusCode.BadGateway, body, type);

        problem.Status.ShouldBe(502);
        problem.Message.ShouldContain("try again in a moment");
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        var body = $$"""{"title":"{{new string('a', 1_000_000)}}"}""";

        (await ReadAsync(HttpStatusCode.BadRequest, body)).Title.Length.ShouldBeLessThan(100);
    }

    private static async Task<ApiProblem> ReadAsync(HttpStatusCode status, string body, string type = "application/problem+json")
    {
        using var response = Response(status, body, type);
        return await ProblemReader.ReadAsync(response, default);
    }

    private static HttpResponseMessage Response(HttpStatusCode status, string body, string type = "application/problem+json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };
}
