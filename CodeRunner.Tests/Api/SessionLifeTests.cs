using System.Net;
using System.Net.Http.Json;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Access;
using CodeRunner.Core.Access;
using CodeRunner.Tests.Api.Support;
using CodeRunner.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CodeRunner.Tests.Api;

/// <summary>When a session ends, and that with it all ends that was given out in it.</summary>
public sealed class SessionLifeTests(ClockFixture fixture) : IClassFixture<ClockFixture>
{
    private readonly ApiFactory api = fixture.Api;
    private readonly FakeTimeProvider clock = fixture.Clock;

    [Fact]
    public async Task A_session_ends_after_thirty_days_however_much_it_is_used()
    {
        using var ada = await LoggedIn.NewAsync(api);
        foreach (var days in (int[])[13, 13, 3])
        {
            clock.Advance(TimeSpan.FromDays(days));
            await ada.RefreshAsync();
        }
        clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(5));
        await ada.RefreshAsync();
        ada.Tokens.ExpiresIn.ShouldBeLessThanOrEqualTo(300, "no token is good for longer than its session");
        await ada.ShouldLastAsync();

        clock.Advance(TimeSpan.FromMinutes(5));

        await ada.ShouldBeOverAsync("expired");
    }

    [Fact]
    public async Task How_long_a_session_lasts_at_most_is_a_setting()
    {
        var own = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var strict = await ApiFactory.StartAsync(time: own, settings: new Dictionary<string, string> { ["Access:SessionLife"] = "01:00:00" });
        using var ada = await LoggedIn.NewAsync(strict);
        own.Advance(TimeSpan.FromMinutes(50));
        await ada.RefreshAsync();

        own.Advance(TimeSpan.FromMinutes(10));

        await ada.ShouldBeOverAsync("expired");
    }

    [Fact]
    public async Task A_session_ends_after_two_weeks_without_use()
    {
        using var ada = await LoggedIn.NewAsync(api);
        clock.Advance(TimeSpan.FromDays(14));

        await ada.ShouldBeOverAsync("expired");
    }

    [Fact]
    public async Task An_access_token_counts_no_more_when_its_session_was_signed_out()
    {
        using var ada = await LoggedIn.NewAsync(api);
        using var other = await ada.AgainAsync();

        await ada.SignOutAsync();

        await ada.ShouldBeOverAsync("left");
        await other.ShouldLastAsync();
    }

    [Fact]
    public async Task A_refresh_token_used_twice_ends_the_access_tokens_of_its_session_too()
    {
        using var ada = await LoggedIn.NewAsync(api);
        var first = ada.Tokens;
        await ada.RefreshAsync();
        clock.Advance(TimeSpan.FromSeconds(11));

        await ada.Http.PostAsJsonAsync("/api/auth/refresh", new RefreshRequest(first.RefreshToken)).ShouldBeAsync(HttpStatusCode.Unauthorized);

        await ada.ShouldBeOverAsync("reused");
    }

    [Fact]
    public async Task Of_more_than_a_hundred_sessions_of_one_account_the_oldest_ends()
    {
        using var oldest = await LoggedIn.NewAsync(api);
        var me = (await oldest.Http.GetFromJsonAsync<UserResponse>("/api/auth/me", Wire.Json))!.Id;
        await using (var db = api.Db())
        {
            for (var number = 1; number < Session.MostPerAccount; number++)
                db.Sessions.Add(new Session(me, null, null, clock.GetUtcNow().AddSeconds(number), TimeSpan.FromDays(30)));
            await db.SaveChangesAsync();
        }
        await oldest.ShouldLastAsync();
        clock.Advance(TimeSpan.FromMinutes(5));

        using var newest = await oldest.AgainAsync();

        await oldest.ShouldBeOverAsync("crowded");
        (await newest.SessionsAsync()).Count.ShouldBe(Session.MostPerAccount);
    }

    [Fact]
    public async Task Of_an_end_and_refreshes_at_the_same_moment_nothing_is_left_that_counts()
    {
        using var ada = await LoggedIn.NewAsync(api);
        for (var round = 0; round < 10; round++)
        {
            using var other = await ada.AgainAsync();
            var session = (await other.SessionAsync()).Id;

            var refreshing = Enumerable.Range(0, 4).Select(_ => other.TryRefreshAsync()).ToList();
            await ada.EndAsync(session).ShouldBeAsync(HttpStatusCode.NoContent);

            foreach (var answer in await Task.WhenAll(refreshing))
            {
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Unauthorized);
                if (answer.IsSuccessStatusCode)
                    other.Take((await answer.Content.ReadFromJsonAsync<TokenResponse>(Wire.Json))!);
                await other.ShouldBeOverAsync("ended");
            }
        }
    }

    [Fact]
    public async Task What_was_over_a_day_ago_is_forgotten_and_what_lasts_is_not()
    {
        var own = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var quiet = await ApiFactory.StartAsync(time: own);
        using var ada = await LoggedIn.NewAsync(quiet);
        using var other = await ada.AgainAsync();
        using var gone = await ada.AgainAsync();
        await gone.SignOutAsync();
        own.Advance(TimeSpan.FromDays(13));
        await other.RefreshAsync();

        own.Advance(TimeSpan.FromDays(3));

        await Eventually.BeAsync(
            async () =>
            {
                own.Advance(TimeSpan.FromMinutes(10));
                await using var db = quiet.Db();
                return (await db.Sessions.CountAsync(), await db.RefreshTokens.CountAsync());
            },
            left => left == (1, 1), "one session with its newest token");
        await other.RefreshAsync();
    }
}
