using System.Collections.Immutable;
using CodeRunner.Tests.Api.Support;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Every operation of which the description says that it takes an Idempotency-Key.</summary>
public sealed class KeyTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Header = "Idempotency-Key";
    private const int AtOnce = 4;

    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task With_a_key_each_is_done_once_and_answered_the_same_and_another_request_is_refused()
    {
        using var exchange = new Exchange(api);
        var operations = (await ApiDescription.ReadAsync(api)).Operations.Where(each => each.ParametersIn("header").Any(header => header.Name == Header)).ToList();
        operations.Count.ShouldBeGreaterThan(25);
        List<string> wrong = [];
        foreach (var operation in operations)
            wrong.AddRange((await FaultsAsync(exchange, operation)).Select(fault => $"{operation}: {fault}"));
        wrong.ShouldBeEmpty();
    }

    private async Task<IEnumerable<string>> FaultsAsync(Exchange exchange, Operation operation)
    {
        var stage = new Stage(api, await Cast.MakeAsync(api), operation);
        var request = await stage.PrepareAsync(new Ask(Role.Owner, Ask.Documented) { Headers = [(Header, "k")] });
        async Task<(int Status, string Body, bool Again)> SendAsync(string query)
        {
            using var answer = await exchange.SendAsync(request with { Path = request.Path + query });
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotency-Replayed"));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendAsync("")));
        var later = await SendAsync("");
        var other = await SendAsync("?another=request");
        var done = answers.Where(answer => answer.Status < 300).ToImmutableList().Add(later);
        return
        [
            .. answers.Where(answer => answer.Status is not (< 300 or 409)).Select(answer => $"{answer.Status} {answer.Body}"),
            .. done.Where(answer => (answer.Status, answer.Body) != (done[0].Status, done[0].Body)).Select(answer => $"another answer: {answer} and {done[0]}"),
            .. done.Count(answer => !answer.Again) == 1 ? (string[])[] : [$"done {done.Count(answer => !answer.Again)} times"],
            .. other.Status == 422 ? (string[])[] : [$"another request with the key is answered {other}"],
        ];
    }
}
