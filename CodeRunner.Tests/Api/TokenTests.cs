using System.Net;
using System.Net.Http.Headers;
using CodeRunner.Tests.Api.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

public sealed class TokenTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly ApiFactory api = fixture.Api;

    [Fact]
    public async Task A_token_made_like_ours_is_taken()
    {
        var user = await api.UserAsync();
        await AskAsync(TokenForge.Sign(TokenForge.Claims(user, DateTimeOffset.UtcNow))).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_ends_after_fifteen_minutes()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var own = await ApiFactory.StartAsync(time: clock);
        var user = await own.UserAsync();
        clock.Advance(TimeSpan.FromMinutes(14));
        await user.Http.GetAsync("/api/auth/me").ShouldBeAsync(HttpStatusCode.OK);

        clock.Advance(TimeSpan.FromSeconds(66));

        await user.Http.GetAsync("/api/auth/me").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("iss", "somebody")]
    [InlineData("aud", "something")]
    [InlineData("sub", "not an id")]
    [InlineData("sub", "019abcde-0000-7000-8000-000000000001")]
    [InlineData("sid", "not an id")]
    [InlineData("sid", "019abcde-0000-7000-8000-000000000002")]
    [InlineData("sid", null)]
    [InlineData("exp", 1)]
    [InlineData("exp", null)]
    [InlineData("nbf", 32503680000)]
    public async Task A_token_with_a_foreign_claim_is_refused(string claim, object? value)
    {
        var claims = TokenForge.Claims(await api.UserAsync(), DateTimeOffset.UtcNow);
        if (value is null)
            claims.Remove(claim);
        else
            claims[claim] = value;

        await AskAsync(TokenForge.Sign(claims)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("HS512", null)]
    [InlineData("HS256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task A_token_signed_otherwise_is_refused(string algorithm, string? key)
    {
        var claims = TokenForge.Claims(await api.UserAsync(), DateTimeOffset.UtcNow);

        await AskAsync(TokenForge.Sign(claims, algorithm, key)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_of_another_kind_is_refused()
    {
        var claims = TokenForge.Claims(await api.UserAsync(), DateTimeOffset.UtcNow);

        await AskAsync(TokenForge.Sign(claims, type: "at+jwt")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_whose_claims_were_changed_is_refused()
    {
        var (ada, eve) = (await api.UserAsync("Ada"), await api.UserAsync("Eve"));
        var (mine, theirs) = (eve.Token.Split('.'), ada.Token.Split('.'));

        await AskAsync($"{mine[0]}.{theirs[1]}.{mine[2]}").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_of_a_user_who_is_gone_is_refused()
    {
        var user = await api.UserAsync();
        await using (var db = api.Db())
            await db.Users.Where(each => each.Id == user.Id).ExecuteDeleteAsync();

        await user.Http.GetAsync("/api/auth/me").ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_in_the_address_does_not_count()
    {
        var user = await api.UserAsync();
        using var http = api.Stranger();

        await http.GetAsync($"/api/auth/me?access_token={user.Token}").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await http.PostAsync($"/hubs/live/negotiate?negotiateVersion=1&access_token={user.Token}", null).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private Task<HttpResponseMessage> AskAsync(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return api.Stranger().SendAsync(request);
    }
}
