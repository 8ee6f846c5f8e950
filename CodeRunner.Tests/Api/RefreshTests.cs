using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts.Access;
using CodeRunner.Tests.Api.Support;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

public sealed class RefreshTests(ClockFixture fixture) : IClassFixture<ClockFixture>
{
    private readonly FakeTimeProvider clock = fixture.Clock;
    private readonly HttpClient http = fixture.Api.Stranger();

    [Fact]
    public async Task Each_refresh_gives_a_new_token_and_ends_the_old_one()
    {
        var first = await SignInAsync();
        var second = await AcceptedAsync(first);
        var third = await AcceptedAsync(second);

        new[] { first, second, third }.Distinct().Count().ShouldBe(3);
        await RefreshAsync(first).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_client_that_lost_the_answer_may_ask_again_within_ten_seconds()
    {
        var first = await SignInAsync();
        var lost = await AcceptedAsync(first);
        clock.Advance(TimeSpan.FromSeconds(9));

        var second = await AcceptedAsync(first);

        await AcceptedAsync(second);
        await RefreshAsync(lost).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_used_again_later_ends_the_family()
    {
        var first = await SignInAsync();
        var second = await AcceptedAsync(first);
        clock.Advance(TimeSpan.FromSeconds(11));

        await RefreshAsync(first).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await RefreshAsync(second).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_used_again_after_its_successor_was_used_ends_the_family()
    {
        var first = await SignInAsync();
        var third = await AcceptedAsync(await AcceptedAsync(first));

        await RefreshAsync(first).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await RefreshAsync(third).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_refreshes_at_the_same_moment_one_successor_lives()
    {
        var first = await SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(first)));
        answers.ShouldAllBe(each => each.StatusCode == HttpStatusCode.OK);
        var successors = await Task.WhenAll(answers.Select(async each => (await each.Content.ReadFromJsonAsync<TokenResponse>())!.RefreshToken));
        successors.Distinct().Count().ShouldBe(8);

        var used = new List<HttpStatusCode>();
        foreach (var successor in successors)
            used.Add((await RefreshAsync(successor)).StatusCode);

        used.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task Signing_out_ends_all_that_descends_from_the_login()
    {
        var (first, other) = (await SignInAsync("ada"), await SignInAsync("ada"));
        var second = await AcceptedAsync(first);

        await http.PostAsJsonAsync("/api/auth/logout", new RefreshRequest(second)).ShouldBeAsync(HttpStatusCode.NoContent);

        await RefreshAsync(second).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await AcceptedAsync(other);
        await http.PostAsJsonAsync("/api/auth/logout", new RefreshRequest("unknown")).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_refresh_token_ends_after_two_weeks()
    {
        var first = await SignInAsync();
        clock.Advance(TimeSpan.FromDays(14));

        await RefreshAsync(first).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("\0")]
    public async Task A_token_that_never_was_is_refused(string token)
    {
        using var answer = await RefreshAsync(token);
        answer.StatusCode.ShouldBe(token.Length == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized);
    }

    private async Task<string> SignInAsync(string? name = null)
    {
        var email = $"{name ?? Guid.NewGuid().ToString("n")}@example.org";
        await http.PostAsJsonAsync("/api/auth/register", new RegisterRequest(email, "a long password", "Ada"));
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new LoginRequest(email, "a long password"));
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>())!.RefreshToken;
    }

    private Task<HttpResponseMessage> RefreshAsync(string token) => http.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(token));

    private async Task<string> AcceptedAsync(string token)
    {
        using var answer = await RefreshAsync(token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<TokenResponse>())!.RefreshToken;
    }
}
