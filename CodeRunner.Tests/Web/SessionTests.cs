using System.Net;
using CodeRunner.Web.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace CodeRunner.Tests.Web;

/// <summary>A session outlives the process, is refreshed once however many ask, and ends only when the API says so.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private const string Refresh = "/api/auth/refresh";
    private ApiStandIn api = null!;
    private Dashboard web = null!;

    public async Task InitializeAsync()
    {
        api = await ApiStandIn.StartAsync();
        web = await Dashboard.StartAsync(api.Address);
    }

    public async Task DisposeAsync()
    {
        await web.DisposeAsync();
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Many_requests_at_once_refresh_once()
    {
        var browser = await SignedInWithOldTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => browser.GetAsync("/api/things")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        api.Count(Refresh).ShouldBe(1);
    }

    [Fact]
    public async Task Two_copies_refresh_once()
    {
        var session = await StoredSessionAsync();
        await using var other = await Dashboard.StartAsync(api.Address);
        var sources = new[] { web, other }.Select(copy => copy.Services.GetRequiredService<TokenSource>()).ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(index => sources[index % 2].GetAsync(session, default)));

        outcomes.Select(outcome => outcome.Token).Distinct().Count().ShouldBe(1);
        api.Count(Refresh).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_process_knows_the_session()
    {
        var cookie = await CookieAsync(web.Browser());
        await web.DisposeAsync();
        web = await Dashboard.StartAsync(api.Address);

        (await StatusAsync(web, cookie)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_that_was_ended_at_one_copy_is_ended_at_another_that_knows_it_well()
    {
        await using var other = await Dashboard.StartAsync(api.Address);
        var browser = web.Browser();
        var cookie = await CookieAsync(browser);
        (await StatusAsync(other, cookie)).ShouldBe(HttpStatusCode.OK);

        await Dashboard.SignOutAsync(browser);

        (await StatusAsync(other, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refused_refresh_ends_the_session_and_says_so()
    {
        var browser = await SignedInWithOldTokenAsync();
        api.OnRefresh = Answer(StatusCodes.Status401Unauthorized);

        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var page = await browser.GetAsync("/projects");
        page.Headers.Location!.PathAndQuery.ShouldBe("/login?returnUrl=%2Fprojects&ended=true");
        (await browser.GetStringAsync(page.Headers.Location)).ShouldContain("Your session has ended");
        api.Count(Refresh).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sign_in_over_a_session_that_ended_is_in_no_session_of_that_name(bool noticed)
    {
        api.ExpiresIn = 30;
        var browser = web.Browser();
        var form = Dashboard.LoginForm(await browser.GetStringAsync("/login"));
        var cookie = await CookieAsync(browser);
        (api.ExpiresIn, api.OnRefresh) = (900, Answer(StatusCodes.Status401Unauthorized));
        (await StatusAsync(web, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
        if (noticed)
            (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await browser.SendAsync(Dashboard.Own(HttpMethod.Post, "/login", form))).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        api.Count("/api/auth/login").ShouldBe(2);
        (await browser.GetAsync("/api/things")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(web, cookie)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_session_has_a_name_of_its_own_of_256_random_bits()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => SessionClaims.NewSessionId()).ToList();

        names.Distinct().Count().ShouldBe(names.Count);
        names.ShouldAllBe(name => WebEncoders.Base64UrlDecode(name).Length == 32);
        (await CookieAsync(web.Browser())).ShouldNotBe(await CookieAsync(web.Browser()));
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    [InlineData(StatusCodes.Status429TooManyRequests)]
    public async Task A_refresh_that_fails_for_now_keeps_the_session(int status)
    {
        var session = await StoredSessionAsync();
        var source = web.Services.GetRequiredService<TokenSource>();
        api.OnRefresh = Answer(status);
        (await source.GetAsync(session, default)).Token.ShouldBe("old-access", "it still lasts some seconds");

        api.OnRefresh = null;

        (await source.GetAsync(session, default)).Token.ShouldNotBe("old-access");
    }

    [Fact]
    public async Task A_token_that_is_past_its_time_is_not_used_when_the_refresh_fails_for_now()
    {
        var session = await StoredSessionAsync(lasts: TimeSpan.FromSeconds(-1));
        api.OnRefresh = Answer(StatusCodes.Status503ServiceUnavailable);

        var outcome = await web.Services.GetRequiredService<TokenSource>().GetAsync(session, default);

        outcome.ShouldBe(AccessOutcome.Unavailable);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again()
    {
        var session = await StoredSessionAsync();
        var first = true;
        api.OnRefresh = context =>
        {
            var lose = first;
            first = false;
            if (lose)
                context.Abort();
            return Task.FromResult(lose);
        };

        var outcome = await web.Services.GetRequiredService<TokenSource>().GetAsync(session, default);

        api.Tokens.ShouldContain(outcome.Token!);
        api.Count(Refresh).ShouldBe(2);
    }

    [Fact]
    public async Task A_refresh_is_finished_although_the_one_who_asked_is_gone()
    {
        var session = await StoredSessionAsync();
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        api.OnRefresh = async _ =>
        {
            asked.SetResult();
            await goOn.Task;
            return false;
        };
        using var gone = new CancellationTokenSource();
        var source = web.Services.GetRequiredService<TokenSource>();
        var first = source.GetAsync(session, gone.Token);
        await asked.Task;
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        goOn.SetResult();

        var outcome = await source.GetAsync(session, default);

        api.Tokens.ShouldContain(outcome.Token!);
        api.Count(Refresh).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_nobody_has_is_ended() =>
        (await web.Services.GetRequiredService<TokenSource>().GetAsync("no-such-session", default)).ShouldBe(AccessOutcome.Ended);

    private static async Task<string> CookieAsync(HttpClient browser)
    {
        var answer = await Dashboard.SignInAsync(browser);
        return answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("coderunner.session", StringComparison.Ordinal)).Split(';')[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(Dashboard copy, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/things");
        request.Headers.Add("Cookie", cookie);
        return (await copy.Server.CreateClient().SendAsync(request)).StatusCode;
    }

    private async Task<HttpClient> SignedInWithOldTokenAsync()
    {
        api.ExpiresIn = 30;
        var browser = await web.SignedInAsync();
        api.ExpiresIn = 900;
        return browser;
    }

    private async Task<string> StoredSessionAsync(TimeSpan? lasts = null)
    {
        var session = Guid.NewGuid().ToString("n");
        var tokens = new SessionTokens("old-access", "old-refresh", DateTimeOffset.UtcNow + (lasts ?? TimeSpan.FromSeconds(60)));
        await web.Services.GetRequiredService<SessionTokenStore>().WriteAsync(session, tokens, default);
        return session;
    }

    private static Func<HttpContext, Task<bool>> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.FromResult(true);
    };
}
